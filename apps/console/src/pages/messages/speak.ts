/** Whether this browser can read aloud. */
export const canSpeak = typeof globalThis.speechSynthesis !== 'undefined'

/**
 * Reads a call aloud in its language, as slowly as one dictates digits; what was being read stops.
 *
 * @param language BCP 47
 */
export function speak(text: string, language: string): void {
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.lang = language
  utterance.rate = 0.85
  globalThis.speechSynthesis.cancel()
  globalThis.speechSynthesis.speak(utterance)
}
