import { createLoginApp } from './login-app.ts'
import { parseSettings } from './options.ts'

const parsed = parseSettings(process.env)
if (!parsed.ok) {
  for (const problem of parsed.problems) console.error(problem)
  process.exit(2)
}
const { port, options } = parsed.settings
const { app, close } = createLoginApp({ ...options, log: (line) => console.error(line) })
const server = app.listen(port, '127.0.0.1', (error) => {
  if (error === undefined) {
    console.log(`Harbour Bank is at ${options.publicUrl}`)
    return
  }
  console.error(`Port ${port} cannot be listened on (${error.message}). Set PORT to a free one.`)
  process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close(close)
    // Waiting pages hold their streams open for as long as they wait.
    server.closeAllConnections()
  })
}
