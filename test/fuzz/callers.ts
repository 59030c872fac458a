import { setTimeout } from 'node:timers/promises'
import type { Browser } from '../support/browser.ts'
import type { Latchkey } from '../support/latchkey.ts'
import { adminPassword, alice, forgot, signIn, signInToConsole } from '../support/people.ts'
import type { Caller, DoorName } from './town.ts'

/** Browsers that hold a mailed link each, and a place to show it at. */
export interface Holder {
  name: string
  browser: Browser
  place: string
}

/** Signs everybody in anew and says what each of them shows. Whoever is kept out at the moment is left out. */
export async function callersOf(
  latchkey: Latchkey,
  given: { holders: Holder[]; keys: [name: string, text: string][] },
): Promise<Caller[]> {
  const basic = `Basic ${Buffer.from(`admin:${adminPassword}`).toString('base64')}`
  const found = [
    await showing('stranger', 'public', () => latchkey.visitor().open('/sign-in')),
    await showing('stranger', 'admin', () => latchkey.console().open('/sign-in')),
    await showing('member', 'public', () => signIn(latchkey, alice)),
    await showing('administrator', 'admin', () => signInToConsole(latchkey)),
    await showing('asker', 'public', async () => (await forgot(latchkey, alice.email)).open('/forgot-password/code')),
    ...(await Promise.all(
      given.holders.map(({ name, browser, place }) => showing(name, 'public', () => browser.open(place))),
    )),
    ...[['password', basic] as const, ...given.keys.map(([name, text]) => [name, `Bearer ${text}`] as const)].map(
      ([name, authorization]) => ({ name, door: 'admin' as const, cookie: '', authorization, token: '' }),
    ),
  ]
  return found.filter((caller) => caller !== undefined)
}

async function showing(name: string, door: DoorName, walk: () => Promise<Browser>): Promise<Caller | undefined> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      const browser = await walk()
      const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ')
      return { name, door, cookie, authorization: '', token: browser.formToken }
    } catch {
      // a request changed what this browser stood on
      await setTimeout(50)
    }
  }
  return undefined
}
