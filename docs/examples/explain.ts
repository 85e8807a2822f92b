/** What people read. Wrong, used and mistyped tokens get one sentence: a guesser learns nothing from it. */
const SENTENCES: Readonly<Record<string, string>> = {
  invalid: 'That code is not right. Try again.',
  reused: 'That code is not right. Try again.',
  malformed: 'That code is not right. Try again.',
  suspended: 'There were too many wrong codes. Please call our support.',
  'channel-disabled': 'That is not possible right now. Choose another way.',
  'no-email': 'We have no e-mail address of yours. Choose another way.',
}

/** The sentence for a refusal; what is no matter of the person's is one sentence too, and goes into the log. */
export function explain(refused: { readonly reason: string; readonly retryAfterMs?: number }) {
  const { reason, retryAfterMs } = refused
  if (reason === 'throttled') {
    const seconds = Math.ceil((retryAfterMs ?? 60_000) / 1_000)
    return `That was too often. Try again in ${seconds} seconds.`
  }
  return SENTENCES[reason] ?? 'We could not check that. Please try again later.'
}
