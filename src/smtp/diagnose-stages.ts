import type { SmtpServer, Stage, StageName } from '../deps.ts'
import type { Deadline } from './deadline.ts'
import type { Progress } from './fault-of.ts'

/** What a step tells besides that it passed. */
export type Told = Pick<Stage, 'reply' | 'detail'>

/** Notes the steps as they are walked. `pass` runs one, under the deadline, and gives what it gives; `told` may be filled in on
 *  the way, so that a step that fails tells it too. */
export interface Walk {
  stages: Stage[]
  pass<T>(name: StageName, step: (told: Told) => Promise<T>): Promise<T>
  skip(name: StageName, detail: string): void
}

/** Starts with every step not reached, in the order they will come in. */
export function startWalk(server: SmtpServer, progress: Progress, deadline: Deadline): Walk {
  const stages = orderFor(server).map((name): Stage => ({ name, state: 'not-reached' }))
  const note = (name: StageName, found: Omit<Stage, 'name'>) => {
    const stage = stages.find((each) => each.name === name)
    if (stage) Object.assign(stage, found)
  }
  return {
    stages,
    skip: (name, detail) => note(name, { state: 'skipped', detail }),
    async pass(name, step) {
      progress.step = name
      const told: Told = {}
      const start = performance.now()
      const end = (state: 'passed' | 'failed') =>
        note(name, { state, ms: Math.round(performance.now() - start), ...told })
      try {
        const result = await deadline.race(step(told))
        end('passed')
        return result
      } catch (error) {
        end('failed')
        throw error
      }
    },
  }
}

/** With SslTls the encryption comes before the greeting, with StartTls after it. */
function orderFor({ protection, oauth }: SmtpServer): StageName[] {
  const opening: StageName[] = protection === 'StartTls' ? ['greeting', 'tls'] : ['tls', 'greeting']
  return [
    'lookup',
    'connect',
    ...opening,
    ...(oauth ? (['token'] as const) : []),
    'authentication',
    'sender',
    'recipient',
    'data',
  ]
}
