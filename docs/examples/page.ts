/** In the browser: waits for the answer, then goes on. */
export async function waitOnPage(answerUrl: string, goTo: (url: string) => void) {
  for (;;) {
    const answer = await fetch(answerUrl)
    if (!answer.ok) return goTo('/login')
    const status = await answer.text()
    if (status === 'approved') return goTo('/account')
    if (status !== 'pending') return goTo(`/login?${status}`)
  }
}
