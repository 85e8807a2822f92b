import type { TortureFault } from './fault.ts'

/** The carrier hangs, answers 500, answers too late, answers twice, or breaks off. */
export const badCarrier: TortureFault = {
  name: 'bad-carrier',
  databases: ['sqlite', 'postgres'],
  async begin({ treatments }) {
    treatments.carrier = ['take', 'refuse', 'hang', 'lose', 'answer-late', 'answer-twice']
    return async () => {
      treatments.carrier = ['take']
    }
  },
}

/** The same of an app's endpoint; but no 500, of which three in a row end its callbacks. */
export const badEndpoint: TortureFault = {
  name: 'bad-endpoint',
  databases: ['sqlite', 'postgres'],
  async begin({ treatments }) {
    treatments.endpoint = ['take', 'hang', 'lose', 'answer-late', 'answer-twice']
    return async () => {
      treatments.endpoint = ['take']
    }
  },
}
