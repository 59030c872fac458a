import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeKey } from '../../src/api-keys/make-key.ts'
import type { Scope } from '../../src/api-keys/scopes.ts'
import { findUser } from '../../src/users/users.ts'
import { basic } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, choosePassword, lastMailTo, linkIn, moveIn, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { askUsers, expectRefusal, lookUp, type Told } from './users-program.ts'

const second = { username: 'second', email: 'second@example.test', password: 'two keys for one lock' }

describe('administrators by program', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let ids: Record<string, string>

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
    const { username, email } = second
    await askUsers(latchkey, '', { method: 'POST', body: { username, email, administrator: true } })
    await latchkey.deps.background.idle()
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, email)), second.password)
    const all = await Promise.all(['admin', 'second', 'alice'].map((name) => lookUp(latchkey, name)))
    ids = Object.fromEntries(all.map(({ username, id }) => [username, id]))
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  const act = (name: string, on: string, as?: string): Promise<Told> =>
    askUsers(latchkey, `/${ids[on]}/${name}`, { method: 'POST', ...(as && { as }) })
  const asSecond = basic(second.username, second.password)

  /** A key of the first administrator with these scopes. */
  async function keyFor(...scopes: Scope[]): Promise<string> {
    const owner = await findUser(ids.admin ?? '')
    if (!owner) throw new Error('There is no administrator')
    const made = await makeKey(latchkey.deps, { owner, address: '192.0.2.7', name: 'sync', scopes, lifeDays: 1 })
    if (made.outcome !== 'made') throw new Error('No key was made')
    return `Bearer ${made.text}`
  }

  test('are made and unmade: sessions end, and the console follows', async () => {
    const visitor = await signIn(latchkey, alice)
    const given = await act('make-administrator', 'alice')
    expect([given.status, given.json.roles]).toEqual([200, ['administrator']])
    expect((await visitor.send('GET', '/my-account')).status).toBe(303)
    expect((await signInToConsole(latchkey, alice)).heading).toBe('Overview')
    expectRefusal(await act('make-administrator', 'alice'), [409, 'already-administrator'])
    expect((await act('make-user', 'alice')).json.roles).toEqual([])
    expectRefusal(await act('make-user', 'alice'), [409, 'not-administrator'])
  })

  test.each(['disable', 'make-user'])('cannot %s themselves', async (name) => {
    expectRefusal(await act(name, 'admin'), [409, 'own-account'])
  })

  test('taken from each other at the same moment stays with one of them, every time', async () => {
    for (let round = 0; round < 12; round++) {
      latchkey.clock.advanceMinutes(1)
      const name = round % 2 ? 'make-user' : 'disable'
      const [mine, theirs] = await Promise.all([act(name, 'second'), act('make-user', 'admin', asSecond)])
      const statuses = [mine.status, theirs.status]
      expect([round, statuses.filter((status) => status === 200)]).toEqual([round, [200]])
      const firstWon = mine.status === 200
      const lost = firstWon ? theirs : mine
      expect([401, 409]).toContain(lost.status)
      if (lost.status === 409) expectRefusal(lost, [409, 'last-administrator'])
      const undo = firstWon && name === 'disable' ? 'enable' : 'make-administrator'
      const undone = firstWon ? await act(undo, 'second') : await act(undo, 'admin', asSecond)
      expect(undone.status).toBe(200)
    }
  }, 60_000)

  test('given and taken at once never counts for somebody who does not have it', async () => {
    for (let round = 0; round < 12; round++) {
      const names = ['make-user', 'make-administrator', 'make-user', 'make-administrator']
      await Promise.all(names.map((name) => act(name, 'alice')))
      const person = await mongoose.model('Person').findById(ids.alice).lean<{ roles: string[] }>()
      const counted = (await mongoose.model('Roster').exists({ ids: ids.alice })) !== null
      expect([round, counted]).toEqual([round, person?.roles.includes('administrator')])
    }
    await act('make-user', 'alice')
  }, 60_000)

  test('are nothing that a key may change, whatever its scopes', async () => {
    const as = await keyFor('users:read', 'users:write')
    const names = ['disable', 'enable', 'invite', 'reset-mail', 'one-time-link', 'unlock', 'end-sessions']
    for (const name of names) expectRefusal(await act(name, 'second', as), [403, 'administrator-needed'])
    const patch = { method: 'PATCH', body: { email: 'mine@example.test' }, as }
    expectRefusal(await askUsers(latchkey, `/${ids.second}`, patch), [403, 'administrator-needed'])
    const session = await askUsers(latchkey, `/${ids.second}/sessions/x`, { method: 'DELETE', as })
    expectRefusal(session, [403, 'administrator-needed'])
    expect(await lookUp(latchkey, 'second')).toMatchObject({ email: second.email, status: 'active' })
  })

  test('are made by no key', async () => {
    const as = await keyFor('users:read', 'users:write')
    const body = { username: 'mole', email: 'mole@example.test', administrator: true }
    expectRefusal(await act('make-administrator', 'alice', as), [403, 'forbidden'])
    expectRefusal(await act('make-user', 'second', as), [403, 'forbidden'])
    expectRefusal(await askUsers(latchkey, '', { method: 'POST', body, as }), [403, 'administrator-needed'])
    const users = { method: 'POST', body: { users: [body] }, as }
    expectRefusal(await askUsers(latchkey, '/import', users), [403, 'administrator-needed'])
    expectRefusal(await askUsers(latchkey, '/import?dry_run=true', users), [403, 'administrator-needed'])
    const known = { ...users, body: { users: [{ ...body, username: 'alice', email: alice.email }] } }
    expectRefusal(await askUsers(latchkey, '/import', known), [403, 'administrator-needed'])
    expect(await lookUp(latchkey, 'mole')).toBeUndefined()
  })

  test('keys change others in the name of their administrator, and the audit log names the key', async () => {
    const as = await keyFor('users:write')
    expect((await act('unlock', 'alice', as)).status).toBe(204)
    await latchkey.deps.background.idle()
    const told = await mongoose.model('AuditEntry').findOne({ action: 'user.unlocked' }).lean<Record<string, string>>()
    expect(told).toMatchObject({ actor: ids.admin, subject: ids.alice })
    expect(told?.detail).toMatch(/^by API key sync /)
  })

  test('keys do what their scopes say and no more', async () => {
    const [reader, writer, other] = [await keyFor('users:read'), await keyFor('users:write'), await keyFor('mail:read')]
    expect((await askUsers(latchkey, `/${ids.second}`, { as: reader })).status).toBe(200)
    expectRefusal(await act('unlock', 'alice', reader), [403, 'forbidden'])
    for (const as of [writer, other])
      for (const path of ['', '/export', `/${ids.alice}`, `/${ids.alice}/timeline`, `/${ids.alice}/sessions`])
        expectRefusal(await askUsers(latchkey, path, { as }), [403, 'forbidden'])
  })
})
