// Over 120 lines: one trick after another.

import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import { admitKey } from '../../src/api-keys/admit-key.ts'
import { askLeave, clearAttempts, takeBack } from '../../src/security/attempts.ts'
import { usualGuessLimits } from '../../src/security/guess-limits.ts'
import { nameDigest } from '../../src/security/name-digest.ts'
import { countsOf } from '../../src/security/quota.ts'
import { basic, call, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { adminPassword, proveIfAsked, signInToConsole, switchReset } from '../support/people.ts'
import { nothingBroke, useHome } from './people-at-home.ts'
import { inTheCrowd, useStrangers, wrong } from './strangers.ts'

const hourMs = 60 * 60_000
const smtpForm = '/configuration/organization/smtp'

describe('tricks to guess more than there is, and to keep owners out', () => {
  const home = useHome()
  const { newBrowser, guess, useUp, ownerAt } = useStrangers(home)

  beforeEach(() => home.latchkey.clock.advanceMinutes(15 * 24 * 60))

  const callWith = (password?: string) =>
    call(home.latchkey, `${v09}/claims`, undefined, { headers: { Authorization: basic('admin', password) } })

  /** As if something had been counted so often in this window of time. */
  async function fill(book: string, count: number, windowMs: number): Promise<void> {
    const start = Math.floor(home.latchkey.clock.now().getTime() / windowMs) * windowMs
    const _id = createHash('sha256').update(`${book} ${start}`).digest('hex')
    const change = { count, expiresAt: new Date(start + windowMs) }
    await mongoose.model('Quota').updateOne({ _id }, change, { upsert: true })
  }

  test('R1 the sign-ins of an owner on the same network give a stranger no more guesses', async () => {
    const known = newBrowser()
    let weighed = 0
    for (let time = 0; time < 10; time++) {
      expect(await ownerAt(known)).toBe('My Account')
      await known.submit('Sign out')
      for (let tries = 0; tries < 3; tries++) {
        if ((await guess(home.alice.username, '127.0.0.1')) === 422) weighed += 1
        home.latchkey.clock.advanceSeconds(31)
      }
    }
    expect(weighed).toBe(7)
  })

  test('R1 the proofs of an owner give the thief of a session no more guesses', async () => {
    const { latchkey } = home
    const [thief, owner] = [await signInToConsole(latchkey), await signInToConsole(latchkey)]
    const asked = async (browser: Browser) => (await browser.open(smtpForm)).submit('Update')
    let weighed = 0
    for (let round = 0; round < 5; round++) {
      latchkey.clock.advanceMinutes(round === 0 ? 11 : 8)
      await asked(thief)
      for (let tries = 0; tries < 5; tries++) {
        await thief.submit('Confirm and go on', { current_password: wrong })
        if (thief.status === 422) weighed += 1
        latchkey.clock.advanceSeconds(31)
      }
      if (round === 3) continue
      await proveIfAsked(await asked(owner))
    }
    expect(weighed).toBe(17)
  })

  test('R5 an address with a port, as some proxies write it, is the address', async () => {
    let weighed = 0
    for (let time = 0; time < 12; time++) {
      if ((await guess(home.alice.username, `${inTheCrowd(1)}:${1000 + time}`)) === 422) weighed += 1
      home.latchkey.clock.advanceSeconds(31)
    }
    for (let time = 0; time < 12; time++) await guess(home.alice.email, `[2001:db8:1:2::${time}]:${1000 + time}`)
    expect(weighed).toBe(7)
    expect(await guess(home.alice.email, '2001:db8:1:2::ff')).toBe(429)
  })

  test('R2 a program that goes on with an old password does not lock out the browsers its owner is known on', async () => {
    const { latchkey } = home
    const known = await signInToConsole(latchkey)
    await known.submit('Sign out')
    expect((await callWith()).status).toBe(200)
    for (let time = 0; time < 12 * 20; time++) {
      await callWith('the password of last year')
      latchkey.clock.advanceMinutes(3)
    }
    expect((await callWith('the password of last year')).status).toBe(429)
    await known.open('/sign-in')
    await known.submit('Sign in', { identifier: 'admin', password: adminPassword })
    expect(known.status).toBe(200)
  })

  test('R2 guesses that a clock wrote down which ran a year ahead keep nobody out once it is right', async () => {
    const { clock } = home.latchkey
    clock.advanceMinutes(365 * 24 * 60)
    await useUp(home.alice.username)
    clock.advanceMinutes(-365 * 24 * 60)
    expect(await ownerAt(newBrowser())).toBe('My Account')
  })

  test('R3 a guess counted after a reset is not taken back by a success from before it', async () => {
    const { deps } = home.latchkey
    const { secrets } = deps.config
    const ask = async (address: string) => {
      const asked = await askLeave(
        secrets,
        { name: 'nobody', address, way: 'program' },
        { limits: usualGuessLimits, now: deps.clock.now() },
      )
      if (asked.outcome !== 'allowed') throw new Error('no leave')
      return asked.leave
    }
    const before = await ask(inTheCrowd(1))
    await clearAttempts(secrets, ['nobody'])
    await ask(inTheCrowd(2))
    await takeBack(before)
    const row = await mongoose.model('Attempts').findById(before.name).lean<{ failures: number }>()
    expect(row?.failures).toBe(1)
  })

  test('R6 a program that calls every minute is written down once a day', async () => {
    const { latchkey } = home
    const until = async () =>
      (await mongoose.model('KnownProgram').findOne().lean<{ expiresAt: Date }>())?.expiresAt.getTime() ?? 0
    await callWith()
    const first = await until()
    for (let time = 0; time < 5; time++) {
      latchkey.clock.advanceMinutes(60)
      await callWith()
    }
    expect(await until()).toBe(first)
    latchkey.clock.advanceMinutes(20 * 60)
    await callWith()
    expect(await until()).toBe(first + 25 * 60 * 60_000)
  })

  test('R7 beyond a number of new names in all an hour, only known browsers and names under way are weighed; no more is kept', async () => {
    const { alice, bob, latchkey } = home
    const { secrets } = latchkey.deps.config
    // Past the pages, which would ask for a proof of work long before.
    const ask = async (name: string, address: string) => {
      const at = { limits: usualGuessLimits, now: latchkey.clock.now() }
      return (await askLeave(secrets, { name, address, way: 'page' }, at)).outcome
    }
    const known = newBrowser()
    await ownerAt(known)
    await known.submit('Sign out')
    expect(await ask(bob.username, inTheCrowd(1))).toBe('allowed')
    await fill('kept names', 99_999, hourMs)
    const traces = async () => {
      const books = Array.from({ length: 30 }, (_, at) => {
        const network = nameDigest(secrets, `\0network ${inTheCrowd(200 + at)}`)
        return `failed names of ${network}`
      })
      const counted = await countsOf(books, { windowMs: hourMs, now: latchkey.clock.now() })
      return [await mongoose.model('Attempts').countDocuments(), counted]
    }
    const statuses = []
    for (let time = 0; time < 3; time++) statuses.push(await ask(`nobody-${time}`, inTheCrowd(100 + time)))
    expect(statuses).toEqual(['allowed', 'wait', 'wait'])
    const before = await traces()
    for (let time = 0; time < 30; time++) await ask(`nobody-else-${time}`, inTheCrowd(200 + time))
    expect(await traces()).toEqual(before)
    expect(await ask(alice.username, inTheCrowd(9))).toBe('wait')
    expect(await ask(bob.username, inTheCrowd(2))).toBe('allowed')
    expect(await ownerAt(known)).toBe('My Account')
    latchkey.clock.advanceMinutes(60)
    expect(await ownerAt(newBrowser())).toBe('My Account')
  })

  test('R7 beyond a number of refused API keys in a minute nothing is kept of further networks', async () => {
    const { deps } = home.latchkey
    await fill('api-key tries of all', 999, 60_000)
    const outcomes = []
    for (let network = 0; network < 3; network++)
      outcomes.push((await admitKey(deps, { text: 'not-a-key', address: inTheCrowd(network) })).outcome)
    expect(outcomes).toEqual(['refused', 'wait', 'wait'])
    const books = [0, 1, 2].map((network) => `api-key tries ${inTheCrowd(network)}`)
    expect(await countsOf(books, { windowMs: 60_000, now: deps.clock.now() })).toEqual([1, 0, 0])
  })

  test('who has to wait long is told to reset the password only while that is possible', async () => {
    const { latchkey } = home
    const told = async () => {
      const visitor = newBrowser()
      await ownerAt(visitor)
      return [visitor.status, /reset your password/i.test(visitor.text)]
    }
    const answers = []
    for (const state of ['off', 'on'] as const) {
      await switchReset(await signInToConsole(latchkey), state)
      await useUp(home.alice.username)
      answers.push(await told())
      await mongoose.model('Attempts').updateMany({ failures: 10 }, { failures: 40 })
      answers.push(await told())
      latchkey.clock.advanceMinutes(15 * 24 * 60)
    }
    expect(answers).toEqual([
      [429, false],
      [429, false],
      [429, true],
      [429, true],
    ])
  })

  nothingBroke(home)
})
