import { createInterface } from 'node:readline/promises'
import createAuthy from 'authy'

const authy = createAuthy(process.env['COUNTERSIGN_API_KEY'], process.env['COUNTERSIGN_URL'])

authy.register_user('jdoe@example.com', '555-123-4567', '1', false, (problem, created) => {
  if (problem) throw new Error(problem.message)
  const { id } = created.user
  console.log(`Store this Authy id: ${id}`)
  authy.request_sms(id, true, () => askForToken(id))
})

async function askForToken(id) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const token = await terminal.question('Token: \n')
  terminal.close()
  authy.verify(id, token, true, (wrong) => {
    console.log(wrong ? 'That is not right. Try again.' : 'You are in.')
    if (wrong) void askForToken(id)
  })
}
