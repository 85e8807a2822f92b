import { runSuite } from './run-suite.ts'

interface Env {
  readonly BASE_URL: string
  readonly CONTROLS_URL: string
}

/** Workers: `workerd test` calls it, and the URLs are bindings. */
const worker = {
  test: (_controller: unknown, env: Env) => runSuite(env.BASE_URL, env.CONTROLS_URL),
}

// oxlint-disable-next-line import/no-default-export -- workerd looks for it there.
export default worker
