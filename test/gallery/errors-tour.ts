import type { Clock } from '../../src/deps.ts'
import { Unavailable } from '../../src/errors.ts'
import { listen, portOf } from '../../src/listen.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { HashPoolFull } from '../../src/security/hash-pool.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { Browser } from '../support/browser.ts'
import { signInToConsole } from '../support/people.ts'
import type { Town } from './town.ts'

/** The error page: nothing there, a form that expired, out of order for a moment, a fault of ours. */
export async function errorsTour(town: Town): Promise<void> {
  const { latchkey, snap } = town
  const visitor = latchkey.visitor()
  await snap('not-found', await visitor.open('/no-such-page'))
  await visitor.open('/sign-in')
  await snap('form-expired', await visitor.post('/sign-in', { _csrf: 'forged', identifier: 'alice', password: 'x' }))
  const console = await signInToConsole(latchkey)
  await snap('console-not-found', await console.open('/no-such-page'))
  await snap('console-form-expired', await console.post('/users/new', { _csrf: 'forged' }))
  await outOfOrder(town, 'unavailable', new Unavailable('This service is not available for a moment', 5))
  await outOfOrder(town, 'too-many-at-once', new HashPoolFull())
  await outOfOrder(town, 'failed', new Error('A fault on purpose'))
}

/** A door whose clock fails once, right after the request was given its number. */
async function outOfOrder({ latchkey, snap }: Town, name: string, error: Error): Promise<void> {
  let looks = 0
  const clock: Clock = {
    now: () => {
      looks += 1
      if (looks === 2) throw error
      return latchkey.clock.now()
    },
  }
  const deps = { ...latchkey.deps, clock }
  const { publicDoor } = deps.config
  const server = await listen(createPublicDoor(deps), publicDoor)
  const visitor = await latchkey.visitor().open('/forgot-password')
  const browser = new Browser(`http://127.0.0.1:${portOf(server)}`, publicDoor.origin)
  browser.language = visitor.language
  for (const [cookie, value] of visitor.cookies) browser.cookies.set(cookie, value)
  await snap(name, await browser.post('/forgot-password', { _csrf: visitor.formToken, identifier: 'alice' }))
  await stopListening(server)
}
