import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type HashCost, leastCosts } from '../../src/config.ts'
import { isPassword, preparePasswords } from '../../src/security/passwords.ts'
import { People } from '../../src/users/model.ts'
import { basic, call } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, alice, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const [usual] = leastCosts
const dearer = { memoryKib: 20_480, passes: 3, lanes: 1 }
const wrong = 'not the right words at all'

/** “seven quiet otters at dusk” as it was kept elsewhere. */
const foreign = {
  'argon2id at a lower cost':
    '$argon2id$v=19$m=4096,t=1,p=1$gi+6GrimghUhhEZLx6zcaQ$lRe1zrWCqquYhM6t+/XAcYBLrJIXf5nSifG+GDj1/w0',
  argon2i: '$argon2i$v=19$m=4096,t=3,p=1$ucTWY4QzWOgHu9F72RdH7Q$a76Xsux5Umg4cqoUZQwqIW9Lo0GP7x580XixN5xP3xw',
  'argon2d of the first version, with a short salt': '$argon2d$v=16$m=4096,t=3,p=1$c2FsdHNhbHQ$GKoWgGWGVdKt1LMnT+0I1Q',
}

describe('a right password', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(61)
    at(usual)
    await signIn(latchkey, alice)
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())

  function at(cost: HashCost): void {
    preparePasswords({ cost, peppers: [], atOnce: 2 })
  }

  test('is hashed anew at sign-in where the cost was changed, and nothing else changes', async () => {
    const before = await stored()
    expect(before.passwordHash).toContain('$m=19456,t=2,p=1$')
    at(dearer)
    const visitor = await signIn(latchkey, alice)
    await latchkey.deps.background.idle()
    const after = await stored()
    expect(after.passwordHash).toContain('$m=20480,t=3,p=1$')
    expect(await isPassword(alice.password, after.passwordHash)).toBe(true)
    const { passwordHash: _, lastSignInAt: __, ...others } = before
    expect(after).toMatchObject(others)
    expect((await visitor.open('/my-account')).path).toBe('/my-account')
  })

  test('is left alone where nothing changed', async () => {
    const before = await stored()
    await signIn(latchkey, alice)
    await latchkey.deps.background.idle()
    expect((await stored()).passwordHash).toBe(before.passwordHash)
  })

  test('is hashed anew for programs too', async () => {
    at(dearer)
    await call(latchkey, '/api/nothing', undefined, { headers: { Authorization: basic('admin', adminPassword) } })
    await latchkey.deps.background.idle()
    expect((await stored('admin')).passwordHash).toContain('$m=20480,t=3,p=1$')
  })

  test('that was changed meanwhile is not brought back', async () => {
    at(dearer)
    await signIn(latchkey, alice)
    const meanwhile = `${(await stored()).passwordHash}changed`
    await People.updateOne({ usernameKey: 'alice' }, { $set: { passwordHash: meanwhile } })
    await latchkey.deps.background.idle()
    expect((await stored()).passwordHash).toBe(meanwhile)
    await People.updateOne({ usernameKey: 'alice' }, { $set: { passwordHash: meanwhile.replace('changed', '') } })
  })

  test('alone does it: a wrong one leaves the hash as it is', async () => {
    const before = await stored()
    at(dearer)
    expect((await signIn(latchkey, { ...alice, password: wrong })).status).toBe(422)
    await latchkey.deps.background.idle()
    expect((await stored()).passwordHash).toBe(before.passwordHash)
  })

  test.each(Object.entries(foreign))('is known by a hash that another program made: %s', async (_, passwordHash) => {
    await People.updateOne({ usernameKey: 'alice' }, { $set: { passwordHash } })
    expect((await signIn(latchkey, { ...alice, password: wrong })).status).toBe(422)
    expect((await signIn(latchkey, alice)).path).toBe('/my-account')
    await latchkey.deps.background.idle()
    expect((await stored()).passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test.each([
    ['another kind of hash', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
    ['no hash at all', 'password'],
    ['half a hash', '$argon2id$v=19$m=19456,t=2,p=1$5GH0iGWwr6icFD8XYGJNwA'],
    [
      'a hash that asks for more memory than is reasonable',
      '$argon2id$v=19$m=9999999,t=2,p=1$5GH0iGWwr6icFD8XYGJNwA$Sp8mj6XBHDjFRPpC4abUAFZ5t+NJepK0a0LoiyeJluA',
    ],
    ['a salt that is too short', '$argon2id$v=19$m=19456,t=2,p=1$c2Fs$Sp8mj6XBHDjFRPpC4abUAFZ5t+NJepK0a0LoiyeJluA'],
  ])('is answered like a wrong one where the record holds %s', async (_, damaged) => {
    const { passwordHash } = await stored()
    await People.updateOne({ usernameKey: 'alice' }, { $set: { passwordHash: damaged } })
    expect((await signIn(latchkey, alice)).status).toBe(422)
    await People.updateOne({ usernameKey: 'alice' }, { $set: { passwordHash } })
  })

  async function stored(usernameKey = 'alice') {
    const person = await People.findOne({ usernameKey }, 'passwordHash sessionVersion status lastSignInAt').lean()
    return { ...person, passwordHash: person?.passwordHash ?? '' }
  }
})
