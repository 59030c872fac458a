import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSettings, saveRecovery } from '../../src/organization/settings.ts'
import { call } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  lastMailTo,
  linkIn,
  mailsTo,
  moveIn,
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { askUsers, expectRefusal, lookUp, users } from './users-program.ts'

const chosen = 'a lighthouse keeps its word'

describe('users by program', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  const ask = (path: string, more: Parameters<typeof askUsers>[2] = {}) => askUsers(latchkey, path, more)
  const post = (path: string, body?: unknown) => ask(path, { method: 'POST', ...(body !== undefined && { body }) })
  const idOf = async (username: string): Promise<string> => (await lookUp(latchkey, username)).id

  /** What the audit log says of the latest act on somebody. */
  async function latestAct(subject: string) {
    await latchkey.deps.background.idle()
    return mongoose.model('AuditEntry').findOne({ subject }).sort({ _id: -1 }).lean<Record<string, string>>()
  }

  test('are invited: the person chooses the password and signs in', async () => {
    const person = { username: 'carol', email: 'Carol@Example.test', given_name: 'Carol', family_name: 'Danvers' }
    const made = await post('', { ...person, language: 'de' })
    expect([made.status, made.header('location')]).toEqual([201, `${users}/${made.json.id}`])
    expect(made.json).toMatchObject({
      ...person,
      email: 'Carol@example.test',
      roles: [],
      status: 'invited',
      language: 'de',
      last_sign_in_at: null,
      link: { purpose: 'invitation' },
    })
    expect(await latestAct(made.json.id)).toMatchObject({ action: 'user.created', detail: 'by API' })
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, 'Carol@example.test')), chosen)
    expect((await signIn(latchkey, { username: 'carol', password: chosen })).heading).toBe('Mein Konto')
    const { json } = await ask(`/${made.json.id}`)
    expect(json).toMatchObject({ status: 'active', link: null, sign_in_waits_until: null, pending_email: null })
    expect(json.last_sign_in_at).toMatch(/^\d{4}-/)
  })

  test.each([
    [{ username: 'ALICE', email: 'x@example.test' }, 'username-in-use'],
    [{ username: 'x1', email: 'Alice@Example.test' }, 'address-in-use'],
  ])('are refused a name somebody has: %j', async (body, code) => {
    expectRefusal(await post('', body), [409, code])
  })

  test.each([
    [{ username: 'a b', email: 'nowhere' }, ['username', 'email']],
    [{ username: 'x', email: 'x@example.test', password: 'chosen by somebody else' }, ['password']],
    [{ username: 'x', email: 'x@example.test', roles: ['administrator'] }, ['roles']],
    [{ username: { $ne: '' }, email: ['x@example.test'] }, ['username', 'email']],
    [{ username: 'x', email: 'x@example.test', administrator: 'on' }, ['administrator']],
    [{ username: 'x', email: 'x@example.test', language: 'qya' }, ['language']],
    [[], ['']],
  ])('are refused by field: %j', async (body, fields) => {
    const answer = await post('', body)
    expectRefusal(answer, [422, 'invalid-fields'])
    expect(answer.json.errors.map(({ field }: { field: string }) => field)).toEqual(fields)
  })

  test('are invited once by calls at the same moment', async () => {
    const twins = await Promise.all(
      Array.from({ length: 6 }, () => post('', { username: 'twin', email: 'twin@example.test' })),
    )
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  test('are listed in pages, searched and narrowed', async () => {
    const first = await ask('?limit=2')
    expect(first.json).toMatchObject({ next: 2, total_is_cut: false })
    const second = await ask('?limit=2&page=2')
    const names = [...first.json.items, ...second.json.items].map(({ username }: { username: string }) => username)
    expect(names).toEqual(['admin', 'alice', 'bob', 'carol'])
    expect((await ask('?q=AL')).json.items).toMatchObject([{ username: 'alice' }])
    expect((await ask('?role=administrator')).json.items).toMatchObject([{ username: 'admin' }])
    expect((await ask('?status=active&order=newest&limit=1')).json.items).toMatchObject([{ username: 'carol' }])
    expect((await ask('?page=900')).json).toMatchObject({ items: [], next: null })
  })

  test.each([
    ['username=ALICE', ['alice']],
    ['email=Alice%40Example.test', ['alice']],
    ['username=ali', []],
    ['username=alice%40example.test', []],
    ['email=alice', []],
  ])('are looked up by a whole name: %s', async (query, found) => {
    const { json } = await ask(`?${query}`)
    expect(json.items.map(({ username }: { username: string }) => username)).toEqual(found)
  })

  test.each([
    ['page=0', 'Write 1 or more here'],
    ['page=x', 'Write a number here'],
    ['page=1.5', 'Write a whole number here'],
    ['limit=101', 'Write 100 or less here'],
    ['order=age', 'Write username or newest here'],
    ['status=gone', 'Write active or invited or disabled or reset-required here'],
    ['q=a&q=b', 'Write a text here'],
    ['username[$ne]=x', 'There is no such field here'],
    ['username=', 'Write a text of 1 character or more here'],
    ['username=a&email=b@example.test', 'Look up a username or an e-mail address, not both'],
    ['colour=red', 'There is no such field here'],
  ])('are not listed for a query such as %s', async (query, message) => {
    const answer = await ask(`?${query}`)
    expectRefusal(answer, [422, 'invalid-fields'])
    expect(answer.json.errors.map((error: { message: string }) => error.message)).toEqual([message])
  })

  test.each(['000000000000000000000000', 'alice', '%24ne', '[object', '6650f1c2a4b3d2e1f0a9b8c7x'])(
    'are unknown by the id %s, whatever is asked',
    async (id) => {
      const asked = [
        ask(`/${id}`),
        ask(`/${id}`, { method: 'PATCH', body: {} }),
        ask(`/${id}/sessions`),
        ask(`/${id}/timeline`),
        ask(`/${id}/sessions/x`, { method: 'DELETE' }),
        ...['disable', 'enable', 'invite', 'reset-mail', 'one-time-link', 'unlock', 'end-sessions'].map((name) =>
          post(`/${id}/${name}`),
        ),
        ...['make-administrator', 'make-user'].map((name) => post(`/${id}/${name}`)),
      ]
      for (const answer of await Promise.all(asked)) expectRefusal(answer, [404, 'unknown-user'])
    },
  )

  test('are changed as far as the body says, and the old address is told', async () => {
    const id = await idOf('bob')
    const named = await ask(`/${id}`, { method: 'PATCH', body: { family_name: 'Martin' } })
    expect(named.json).toMatchObject({ username: 'bob', email: bob.email, family_name: 'Martin' })
    expect(await latestAct(id)).toMatchObject({ action: 'user.changed', detail: 'name, by API' })
    const moved = await ask(`/${id}`, { method: 'PATCH', body: { email: 'robert@example.test' } })
    expect(moved.json).toMatchObject({ email: 'robert@example.test', family_name: 'Martin' })
    await latchkey.deps.background.idle()
    expect(lastMailTo(smtp, bob.email).parsed.text).toContain('admin')
    const again = await ask(`/${id}`, { method: 'PATCH', body: { email: 'robert@example.test' } })
    expect(again.status).toBe(200)
    const taken = await ask(`/${id}`, { method: 'PATCH', body: { username: 'alice' } })
    expectRefusal(taken, [409, 'username-in-use'])
    const strange = await ask(`/${id}`, { method: 'PATCH', body: { status: 'active', username: '' } })
    expectRefusal(strange, [422, 'invalid-fields'])
  })

  test('changed in two ways at once keep both changes', async () => {
    const id = await idOf('bob')
    for (let round = 0; round < 8; round++) {
      const [given_name, username] = [`Bob${round}`, `bob${round}`]
      await Promise.all([{ given_name }, { username }].map((body) => ask(`/${id}`, { method: 'PATCH', body })))
      expect((await ask(`/${id}`)).json).toMatchObject({ given_name, username })
    }
    await ask(`/${id}`, { method: 'PATCH', body: { username: 'bob' } })
  })

  test('are disabled and enabled: sessions and links end', async () => {
    const visitor = await signIn(latchkey, alice)
    const id = await idOf('alice')
    const disabled = await post(`/${id}/disable`)
    expect([disabled.status, disabled.json.status, disabled.json.link]).toEqual([200, 'disabled', null])
    expect((await visitor.send('GET', '/my-account')).status).toBe(303)
    expectRefusal(await post(`/${id}/one-time-link`), [409, 'user-disabled'])
    expectRefusal(await post(`/${id}/reset-mail`), [409, 'user-disabled'])
    expectRefusal(await post(`/${id}/invite`), [409, 'not-invited'])
    expect((await post(`/${id}/enable`)).json.status).toBe('active')
    expectRefusal(await post(`/${id}/enable`), [409, 'already-enabled'])
    expect(await latestAct(id)).toMatchObject({ action: 'user.enabled', detail: 'by API' })
  })

  test('get a reset mail, and a link while mail is down, which is shown once', async () => {
    const id = await idOf('alice')
    const before = mailsTo(smtp, alice.email).length
    expect((await post(`/${id}/reset-mail`)).status).toBe(202)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before + 1)
    expect((await ask(`/${id}`)).json.link).toMatchObject({ purpose: 'reset' })
    const made = await post(`/${id}/one-time-link`)
    expect(made.json).toMatchObject({ purpose: 'reset', link: expect.stringContaining('/reset-password?token=') })
    const token = new URL(made.json.link).searchParams.get('token') ?? ''
    await latchkey.deps.background.idle()
    for (const path of [`/${id}`, `/${id}/timeline`, '', '/export?format=ndjson'])
      expect((await ask(path)).body).not.toContain(token)
    const visitor = await choosePassword(latchkey, made.json.link, chosen)
    expect(visitor.text).toContain('Your password is set')
  })

  test('get neither while reset is closed', async () => {
    const console = await signInToConsole(latchkey)
    await switchReset(console, 'off')
    const id = await idOf('alice')
    expectRefusal(await post(`/${id}/reset-mail`), [409, 'reset-closed'])
    expectRefusal(await post(`/${id}/one-time-link`), [409, 'reset-closed'])
    await switchReset(console, 'on')
  })

  test('get a new invitation only while they wait for one', async () => {
    const id = await idOf('twin')
    expect((await post(`/${id}/invite`)).status).toBe(202)
    expectRefusal(await post(`/${id}/reset-mail`), [409, 'user-invited'])
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, 'twin@example.test')).toHaveLength(2)
    expectRefusal(await post(`/${await idOf('alice')}/invite`), [409, 'not-invited'])
  })

  test('who have to wait after wrong passwords are shown so, and unlocked', async () => {
    for (let round = 0; round < 5; round++) await signIn(latchkey, { username: 'bob', password: 'a wrong guess' })
    const id = await idOf('bob')
    expect((await ask(`/${id}`)).json.sign_in_waits_until).toMatch(/^\d{4}-.*Z$/)
    expect((await post(`/${id}/unlock`)).status).toBe(204)
    expect((await ask(`/${id}`)).json.sign_in_waits_until).toBeNull()
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test('are made to choose a new password in the ways that are switched on', async () => {
    const id = await idOf('bob')
    expectRefusal(await post(`/${id}/force-reset`, { way: 'pigeon' }), [422, 'invalid-fields'])
    const { recovery } = await readSettings()
    await saveRecovery({ ...recovery, forcedReset: { link: false, code: false, offlineCode: true } })
    expectRefusal(await post(`/${id}/force-reset`, { way: 'link' }), [409, 'way-off'])
    expectRefusal(await post(`/${await idOf('admin')}/force-reset`, { way: 'offline-code' }), [409, 'own-account'])
    const { json } = await post(`/${id}/force-reset`, { way: 'offline-code' })
    expect(json.code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/)
    const after = await ask(`/${id}`)
    expect(after.json).toMatchObject({ status: 'reset-required', link: null })
    expect(after.body + (await ask(`/${id}/timeline`)).body).not.toContain(json.code)
    expect((await signIn(latchkey, bob)).heading).not.toBe('My Account')
  })

  test('have sessions, which end one by one or all together', async () => {
    const id = await idOf('carol')
    const carol = { username: 'carol', password: chosen }
    await post(`/${id}/end-sessions`)
    const visitors = [await signIn(latchkey, carol), await signIn(latchkey, carol)]
    const { json } = await ask(`/${id}/sessions`)
    expect(json.items).toMatchObject([{ door: 'public' }, { door: 'public' }])
    const path = `/${id}/sessions/${json.items[0].id}`
    expectRefusal(await ask(`/${await idOf('bob')}/sessions/${json.items[0].id}`, { method: 'DELETE' }), [
      404,
      'unknown-session',
    ])
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204)
    expectRefusal(await ask(path, { method: 'DELETE' }), [404, 'unknown-session'])
    const seen = await Promise.all(visitors.map((visitor) => visitor.send('GET', '/my-account')))
    expect(seen.map(({ status }) => status).sort()).toEqual([200, 303])
    expect((await post(`/${id}/end-sessions`)).status).toBe(204)
    expect((await ask(`/${id}/sessions`)).json.items).toEqual([])
  })

  test('have a timeline that says who did what, and what became of each letter', async () => {
    await latchkey.deps.background.idle()
    const { json } = await ask(`/${await idOf('twin')}/timeline`)
    const texts = json.items.map(({ text }: { text: string }) => text)
    expect(texts).toEqual(expect.arrayContaining(['Account created, invitation queued', 'Accepted by the relay']))
    expect(json.items.at(-1)).toMatchObject({ by: 'admin', detail: 'by API', reply: null })
  })

  test('are nothing to another tenant, and to another method', async () => {
    expectRefusal(await ask('/export', { method: 'DELETE' }), [405, 'method-not-allowed'])
    expectRefusal(await ask('', { as: 'Basic eDp5' }), [401, 'unauthorized'])
    expect((await call(latchkey, `/t/elsewhere.test${users}`)).status).toBe(404)
    expect((await call(latchkey, `/t/carbon.super${users}`)).status).toBe(200)
  })
})
