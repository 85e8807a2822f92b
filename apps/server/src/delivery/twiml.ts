import { escapeXml } from './escape-xml.ts'
import type { OutgoingMessage } from './provider.ts'

/** A listener who missed a digit hears it twice more without calling again. */
const TIMES_SPOKEN = 3

/** Long enough to write one digit down. */
const PAUSE = '<Pause length="1"/>'

/**
 * The call's script in TwiML. Each digit is a phrase of its own with a pause after it, since a voice
 * reads "1234567" as a number in the millions.
 */
export function renderTwiml({ text, token, speech }: OutgoingMessage): string {
  if (speech === undefined) return response(`<Say>${escapeXml(text)}</Say>`)
  const language = escapeXml(speech.languageTag)
  const say = (phrase: string) => `<Say language="${language}">${escapeXml(phrase)}</Say>`
  if (token === undefined) return response(say(text))
  const digits = Array.from(token, (digit) => say(digit) + PAUSE).join('')
  const spoken = Array.from({ length: TIMES_SPOKEN }, () => digits).join(say(speech.again) + PAUSE)
  return response(`${say(speech.greeting)}${PAUSE}${spoken}${say(speech.goodbye)}`)
}

function response(verbs: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`
}
