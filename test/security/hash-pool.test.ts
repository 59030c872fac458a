import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { leastCosts } from '../../src/config.ts'
import { examine } from '../../src/overview/examine.ts'
import { HashPool, HashPoolFull } from '../../src/security/hash-pool.ts'
import { admitHashing, hashFigures, preparePasswords } from '../../src/security/passwords.ts'
import { basic, call, expectFault } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, choosePassword, forgot, lastMailTo, linkIn, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const small = { cost: leastCosts[0], peppers: [], atOnce: 1, waiting: 2 }
const places = 3
const wrong = 'not the right words at all'
const newPassword = 'four bells across the marsh'

/** Takes this many places and keeps them until told to leave. */
function hold(count: number): { leave(): Promise<void> } {
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const held = Array.from({ length: count }, () => admitHashing('guess', () => left))
  return {
    leave: async () => {
      leave()
      await Promise.all(held)
    },
  }
}

describe('a server that can hash one password at once and lets two wait', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser
  let held: { leave(): Promise<void> } | undefined

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice])
  })
  beforeEach(() => {
    latchkey.clock.advanceMinutes(61)
    preparePasswords(small)
  })
  afterEach(async () => {
    await held?.leave()
    held = undefined
  })
  afterAll(() => smtp.close())

  test('serves as many of a burst as there is room for, rightly, and refuses the rest', async () => {
    const visitors = await Promise.all(Array.from({ length: 12 }, () => latchkey.visitor().open('/sign-in')))
    await Promise.all(
      visitors.map((visitor) => visitor.submit('Sign in', { identifier: 'alice', password: alice.password })),
    )
    const refused = visitors.filter(({ status }) => status === 503)
    const served = visitors.filter(({ path }) => path === '/my-account')
    expect(refused.length + served.length).toBe(12)
    expect(served.length).toBeGreaterThanOrEqual(places)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.map(({ headers }) => headers['retry-after'])).toEqual(refused.map(() => '2'))
    expect(hashFigures()).toMatchObject({ running: 0, waiting: 0, refused: refused.length })
    expect((await signIn(latchkey, alice)).path).toBe('/my-account')
  })

  test('says so in plain words, in the same way for everybody, and counts no try', async () => {
    held = hold(places)
    const identifiers = ['alice', 'ALICE@example.test', 'nobody-of-that-name', 'nobody@example.test']
    const pages: string[] = []
    for (const identifier of [...identifiers, ...Array.from({ length: 10 }, () => 'alice')]) {
      const visitor = await signIn(latchkey, { username: identifier, password: wrong })
      expect([visitor.status, visitor.headers['retry-after']]).toEqual([503, '2'])
      expect(visitor.heading).toBe('Too many people are signing in at this moment')
      pages.push(visitor.html.replace(/<code>[^<]+<\/code>/, '').replaceAll(/name="(_csrf|ticket)" value="[^"]+"/g, ''))
    }
    expect(new Set(pages).size).toBe(1)
    await held.leave()
    expect((await signIn(latchkey, alice)).path).toBe('/my-account')
  })

  test('tells programs likewise', async () => {
    held = hold(places)
    for (const name of ['admin', 'nobody-of-that-name']) {
      const answer = await call(latchkey, '/api/nothing', undefined, { headers: { Authorization: basic(name, wrong) } })
      expectFault(answer, 503, '503')
      expect(answer.header('retry-after')).toBe('2')
    }
  })

  test('keeps places that guesses cannot take for whoever holds a mailed link or is signed in', async () => {
    const visitor = await signIn(latchkey, alice)
    await forgot(latchkey, alice.email)
    held = hold(places)
    const done = await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), newPassword)
    expect(done.path).toBe('/sign-in')
    expect((await signIn(latchkey, { ...alice, password: newPassword })).status).toBe(503)
    await held.leave()
    expect((await signIn(latchkey, { ...alice, password: newPassword })).path).toBe('/my-account')
    expect((await visitor.open('/my-account')).path).not.toBe('/my-account')
  })

  test('refuses those too when no place is left, and the link lives on', async () => {
    await forgot(latchkey, alice.email)
    const link = linkIn(lastMailTo(smtp, alice.email))
    const others = Array.from({ length: places + 1 }, () => admitHashing('proven', () => gate))
    expect((await choosePassword(latchkey, link, alice.password)).status).toBe(503)
    open()
    await Promise.all(others)
    expect((await choosePassword(latchkey, link, alice.password)).path).toBe('/sign-in')
  })

  test('answers everything else meanwhile, and mails what is asked for', async () => {
    await latchkey.deps.background.idle()
    held = hold(places)
    const before = smtp.mails.length
    await forgot(latchkey, alice.email)
    expect(smtp.mails.length).toBe(before + 1)
    expect((await latchkey.visitor().open('/sign-in')).status).toBe(200)
  })

  test('does not write a line in the log for each refusal, and tells the operator once', async () => {
    const lines = latchkey.logLines.length
    held = hold(places)
    await signIn(latchkey, alice)
    expect(latchkey.logLines.slice(lines).filter((line) => line.includes('request-failed'))).toEqual([])
    const finding = (await examine(latchkey.deps)).find(({ what }) => what === 'Password hashes')
    expect(finding).toMatchObject({ state: 'warning' })
    expect(finding?.text).toContain('1 refused since the start')
    preparePasswords(small)
    const later = (await examine(latchkey.deps)).find(({ what }) => what === 'Password hashes')
    expect(later).toMatchObject({ state: 'ok' })
    expect(console.status).toBe(200)
  })

  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
})

describe('turns', () => {
  test('are taken in the order people came in, so many at once', async () => {
    const pool = new HashPool({ atOnce: 2 })
    const [order, ends]: [number[], (() => void)[]] = [[], []]
    const turns = [0, 1, 2, 3, 4].map((number) =>
      pool.takeTurn(() => {
        order.push(number)
        return new Promise<void>((resolve) => ends.push(resolve))
      }),
    )
    expect(pool.figures()).toMatchObject({ running: 2, waiting: 3 })
    for (let number = 0; number < turns.length; number++) {
      ends[number]?.()
      await turns[number]
      await Promise.resolve()
    }
    expect(order).toEqual([0, 1, 2, 3, 4])
    expect(pool.figures()).toMatchObject({ running: 0, waiting: 0 })
  })

  test('are given back by what fails, too', async () => {
    const pool = new HashPool({ atOnce: 1, waiting: 1 })
    const failing = () => Promise.reject(new Error('out of memory'))
    for (let time = 0; time < 4; time++)
      await expect(pool.admit('guess', () => pool.takeTurn(failing))).rejects.toThrow('out of memory')
    await expect(pool.admit('guess', () => pool.takeTurn(() => Promise.resolve('right')))).resolves.toBe('right')
  })

  test('are promised to no more than can be served in about a second, by how long hashes take', async () => {
    const pool = new HashPool({ atOnce: 1 })
    const gate = new Promise<void>(() => {})
    let inside = 0
    try {
      for (;;) {
        pool.admit('guess', () => gate).catch(() => {})
        if (pool.figures().refused > 0) throw new HashPoolFull()
        inside++
      }
    } catch (error) {
      expect(error).toMatchObject({ status: 503, retryAfterSeconds: 2 })
    }
    // Assumed to take 50 ms each: 20 may wait behind the one.
    expect(inside).toBe(21)
  })
})
