import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { leastCosts } from '../../src/config.ts'
import { examine } from '../../src/overview/examine.ts'
import { hashPassword, isPassword, preparePasswords } from '../../src/security/passwords.ts'
import { People } from '../../src/users/model.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, alice, choosePassword, mailedLink, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const [first, second] = ['first pepper: 4hV8qLz2XnT6wYb9', 'second pepper: Kd3mRf7sQc1pGj5u']

describe('a pepper', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  beforeEach(() => latchkey.clock.advanceMinutes(61))
  afterAll(() => smtp.close())

  /** Goes on as a server started with these. */
  function season(...peppers: string[]): void {
    preparePasswords({ ...latchkey.deps.config.passwords, cost: leastCosts[0], peppers })
  }

  /** What the doctor of a deployment with these says. */
  async function finding(...peppers: string[]) {
    const config = { ...latchkey.deps.config, passwords: { ...latchkey.deps.config.passwords, peppers } }
    return (await examine({ ...latchkey.deps, config })).find(({ what }) => what === 'Password hashes')
  }

  async function hashOf(usernameKey: string): Promise<string> {
    return (await People.findOne({ usernameKey }, 'passwordHash').lean())?.passwordHash ?? ''
  }

  async function signInAndSettle(person: { username: string; password: string } = alice) {
    const visitor = await signIn(latchkey, person)
    await latchkey.deps.background.idle()
    return visitor
  }

  test('goes into every hash from the next sign-in on, is named beside it, and stands nowhere', async () => {
    season()
    await signInAndSettle()
    expect(await hashOf('alice')).toMatch(/^\$argon2id\$/)
    season(first)
    expect((await signInAndSettle()).path).toBe('/my-account')
    const hash = await hashOf('alice')
    expect(hash).toMatch(/^pepper:[\w-]{8}\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(hash).not.toContain(first.slice(0, 8))
    expect((await signInAndSettle()).path).toBe('/my-account')
    expect(await hashOf('alice')).toBe(hash)
  })

  test('is needed: without it, or with another under its name, the hash fits no password', async () => {
    season(first)
    const hash = await hashPassword(alice.password)
    const other = await hashPassword('something else entirely')
    season(second)
    const [, name = ''] = /^pepper:([\w-]+)/.exec(await hashPassword('any')) ?? []
    const verdicts = await Promise.all([
      isPassword(alice.password, hash),
      isPassword(alice.password, hash.slice(hash.indexOf('$'))),
      isPassword(alice.password, hash.replace(/^pepper:[\w-]+/, `pepper:${name}`)),
    ])
    expect(verdicts).toEqual([false, false, false])
    season(second, first)
    expect(await isPassword(alice.password, hash)).toBe(true)
    expect(await isPassword(alice.password, other)).toBe(false)
  })

  test('is changed by putting a new one in front: the old one verifies, and people move over as they sign in', async () => {
    season(first)
    await signInAndSettle()
    const before = await hashOf('alice')
    season(second, first)
    expect((await signInAndSettle({ ...alice, password: 'not the right words' })).status).toBe(422)
    expect(await hashOf('alice')).toBe(before)
    expect((await signInAndSettle()).path).toBe('/my-account')
    expect((await hashOf('alice')).slice(0, 15)).not.toBe(before.slice(0, 15))
    season(second)
    expect((await signInAndSettle()).path).toBe('/my-account')
  })

  test('that is missing is a fault the doctor counts; the person is answered as with a wrong password and resets it', async () => {
    season(first, second)
    await signInAndSettle()
    await signInAndSettle({ username: 'admin', password: adminPassword })
    expect(await finding(first)).toMatchObject({ state: 'ok' })
    expect(await finding(second, first)).toMatchObject({ state: 'ok' })
    expect(await finding(second)).toMatchObject({
      state: 'fault',
      text: 'The passwords of 2 people need a pepper that is not set here.',
    })
    expect((await finding())?.text).toContain('2 people')
    season(second)
    const visitor = await signInAndSettle()
    expect(visitor.status).toBe(422)
    expect(visitor.text).not.toContain('pepper')
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), alice.password)
    expect((await signInAndSettle()).path).toBe('/my-account')
    expect((await finding(second))?.text).toBe('The password of 1 person needs a pepper that is not set here.')
    season(second, first)
    await signInAndSettle({ username: 'admin', password: adminPassword })
    expect(await finding(second)).toMatchObject({ state: 'ok' })
  })
})
