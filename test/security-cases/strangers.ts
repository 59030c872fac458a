import type { Server } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { listen, portOf } from '../../src/listen.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { Browser } from '../support/browser.ts'
import { encode, type Home } from './people-at-home.ts'

export const wrong = 'not the right words at all'

/** The address of one of many networks. */
export const inTheCrowd = (number: number) => `198.51.100.${number}`

/** Those who guess from many networks, and the owners beside them. */
export interface Strangers {
  /** A browser at one of the two doors, nothing known of it. */
  newBrowser(door?: number): Browser
  /** The status of one try at the sign-in page from that network; without words of its own it is a wrong password. */
  guess(identifier: string, from: string, more?: { password?: string; by?: Browser }): Promise<number>
  /** Guesses from so many networks in turn until nothing more is weighed; how many were. */
  useUp(identifier: string, networks?: number): Promise<number>
  /** The heading alice sees who signs in at this browser. */
  ownerAt(browser: Browser): Promise<string>
}

/** Two processes' worth of public doors, behind a proxy that says where a request comes from. */
export function useStrangers(home: Home): Strangers {
  const doors: Server[] = []
  let usual: Browser

  beforeAll(async () => {
    const { deps } = home.latchkey
    const behindProxy = { ...deps, config: { ...deps.config, trustProxy: 1 } }
    for (let door = 0; door < 2; door++)
      doors.push(await listen(createPublicDoor(behindProxy), { ...deps.config.publicDoor, port: 0 }))
    usual = await newBrowser().open('/sign-in')
  })
  afterAll(() => Promise.all(doors.map((door) => stopListening(door))))

  function newBrowser(door = 0): Browser {
    return new Browser(`http://127.0.0.1:${portOf(doors[door] as Server)}`, home.latchkey.deps.config.publicDoor.origin)
  }

  async function guess(identifier: string, from: string, { password = wrong, by = usual } = {}): Promise<number> {
    const body = encode({ identifier, password, _csrf: by.formToken })
    return (await by.send('POST', '/sign-in', { headers: { 'X-Forwarded-For': from }, body })).status
  }

  async function useUp(identifier: string, networks = 3): Promise<number> {
    let weighed = 0
    for (let turn = 0; turn < 6; turn++) {
      for (let number = 0; number < networks; number++)
        if ((await guess(identifier, inTheCrowd(number))) === 422) weighed += 1
      home.latchkey.clock.advanceSeconds(31)
    }
    return weighed
  }

  async function ownerAt(browser: Browser): Promise<string> {
    await browser.open('/sign-in')
    await browser.submit('Sign in', { identifier: home.alice.username, password: home.alice.password })
    return browser.heading
  }

  return { newBrowser, guess, useUp, ownerAt }
}
