import { crc32 } from 'node:zlib'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/audit/verify.ts'
import { dumpDatabase } from '../audit/dump.ts'
import { basic, call, expectFault, named, v09 } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  becomeAdministrator,
  choosePassword,
  configureSmtp,
  mailedLink,
  mailsTo,
  openPerson,
  proveIfAsked,
  signIn,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { callWith, makeKey } from './keys.ts'

const latchkey = useLatchkey()
const keys = '/api/v1/keys'
const audit = '/api/v1/audit'
let smtp: TestSmtpServer

beforeAll(async () => {
  smtp = await startSmtpServer()
  const console = await becomeAdministrator(latchkey)
  await configureSmtp(console, smtp.port)
  await switchReset(console, 'on')
  await welcome(latchkey, { console, smtp, person: alice })
}, 120_000)
afterAll(() => smtp.close())

// Refusals of the day before slow nobody down.
beforeEach(() => latchkey.clock.advanceMinutes(25 * 60))

const newest = async (query = '') =>
  JSON.parse((await call(latchkey, `${audit}?limit=5${query}`)).body).items as { action: string; detail: string }[]

/** A second administrator, who can be shut out. */
async function promoteAlice(): Promise<Awaited<ReturnType<typeof signInToConsole>>> {
  const console = await signInToConsole(latchkey)
  await openPerson(console, 'alice')
  if (console.text.includes('Make administrator')) {
    await console.submit('Make administrator')
    await proveIfAsked(console)
  }
  return console
}

async function keyOfAlice(lifeDays = 90): Promise<string> {
  const made = await call(
    latchkey,
    keys,
    { name: 'of alice', scopes: ['audit:read'], life_days: lifeDays },
    { headers: { Authorization: basic(alice.username, alice.password) } },
  )
  expect(made.status).toBe(201)
  return JSON.parse(made.body).key
}

describe('a key', () => {
  test('is told once, in a spelling that scanners recognise', async () => {
    const made = await call(latchkey, keys, {
      name: 'nightly report',
      scopes: ['audit:read', 'mail:read'],
      life_days: 300,
    })
    expect(made.status).toBe(201)
    const { key, ...rest } = JSON.parse(made.body)
    expect(made.header('location')).toBe(`${keys}/${rest.id}`)
    expect(key).toMatch(new RegExp(`^lk_${rest.id}_[A-Za-z0-9_-]{43}[0-9a-f]{8}$`))
    expect(key.slice(-8)).toBe(crc32(key.slice(0, -8)).toString(16).padStart(8, '0'))
    const days = (Date.parse(rest.expires_at) - Date.parse(rest.created_at)) / 86_400_000
    expect([rest.name, rest.state, days, rest.owner.username]).toEqual(['nightly report', 'good', 300, 'admin'])
    const list = await call(latchkey, keys)
    expect(JSON.parse(list.body).items[0]).toEqual(rest)
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/api-keys')
    expect(console.text).toContain('nightly report')
    const secret = key.slice(20, 63)
    for (const text of [list.body, console.html, latchkey.logLines.join(''), await dumpDatabase()])
      expect(text).not.toContain(secret)
  })

  test('is told to its owner, by mail and in My Account, without its text', async () => {
    await latchkey.deps.background.idle()
    const before = mailsTo(smtp, 'admin@example.test').length
    const { key } = await makeKey(latchkey, ['mail:read'], 'a key of mine')
    await latchkey.deps.background.idle()
    const letters = mailsTo(smtp, 'admin@example.test').slice(before)
    expect(letters.map(({ parsed }) => parsed.subject)).toEqual(['An API key was made in your name at Latchkey'])
    const { text, html } = letters[0]?.parsed ?? {}
    expect(text).toMatch(/a key of mine[\s\S]*127\.0\.0\.1/)
    expect(`${text}${html}`).not.toContain(key.slice(20, 63))
    const member = await signIn(latchkey, { username: 'admin', password: adminPassword })
    await member.open('/my-account/activity')
    expect(member.text).toContain('API key made')
  })

  test('is masked where somebody logs it, by whatever name', async () => {
    const { key } = await makeKey(latchkey, ['mail:read'])
    latchkey.deps.log.info('oddity', {
      header: `Bearer ${key}`,
      error: new Error(`no ${key}`, { cause: new Error(key) }),
    })
    expect(latchkey.logLines.join('')).not.toContain(key.slice(20))
    expect(latchkey.logLines.at(-1)).toContain('Bearer [secret]')
  })

  test('lives ninety days where nobody says how long', async () => {
    const { created_at: from, expires_at: to } = JSON.parse(
      (await call(latchkey, keys, { name: 'usual', scopes: ['recovery'] })).body,
    )
    expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(90)
  })

  test.each([
    [{ name: '', scopes: ['recovery'] }, 'name'],
    [{ name: 'x\ny', scopes: ['recovery'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['recovery', 'recovery'] }, 'scopes'],
    [{ name: 'x', scopes: ['administrator'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['recovery'], life_days: 366 }, 'life_days'],
    [{ name: 'x', scopes: ['recovery'], owner: 'x' }, 'owner'],
  ])('is not made of %j', async (body, field) => {
    const answer = await call(latchkey, keys, body)
    expectFault(answer, 422, 'invalid-fields')
    expect(JSON.parse(answer.body).errors[0].field).toBe(field)
  })

  test('does what its scopes say and nothing else', async () => {
    const { key } = await makeKey(latchkey, ['mail:read'])
    expect((await callWith(latchkey, key, '/api/v1/mail')).status).toBe(200)
    expectFault(await callWith(latchkey, key, '/api/v1/mail/queue/resume', { method: 'POST' }), 403, 'forbidden')
    expectFault(await callWith(latchkey, key, audit), 403, 'forbidden')
    expectFault(await callWith(latchkey, key, `${v09}/recover-password`, { body: named('alice') }), 403, '403')
  })

  test('makes, lists and revokes no keys, whatever its scopes are', async () => {
    const { scopes } = await import('../../src/api-keys/scopes.ts')
    const { key, id } = await makeKey(latchkey, [...scopes])
    expect((await callWith(latchkey, key, keys)).status).toBe(403)
    expect((await callWith(latchkey, key, keys, { body: { name: 'heir', scopes: ['recovery'] } })).status).toBe(403)
    expect((await callWith(latchkey, key, `${keys}/${id}`, { method: 'DELETE' })).status).toBe(403)
  })

  test('opens the recovery API to existing clients', async () => {
    const { key } = await makeKey(latchkey, ['recovery'], 'portal')
    const answer = await callWith(latchkey, key, `${v09}/recover-password`, { body: named('alice') })
    expect(answer.status).toBe(202)
    const [entry] = await newest('&action=api.recovery')
    expect(entry?.detail).toMatch(/^by API: .*, by API key portal \([0-9a-f]{16}\)$/)
  })

  test('sets the password of anybody but an administrator: such a key would be worth as much as theirs', async () => {
    const { key } = await makeKey(latchkey, ['recovery'], 'portal')
    const tokenFor = async (who: string, as = basic()) => {
      const path = `${v09}/recover-password?notify=false`
      const answer = await call(latchkey, path, named(who), { headers: { Authorization: as } })
      expect([answer.status, answer.body.length]).toEqual([202, 43])
      return answer.body
    }
    const tryToken = (token: string, as: string) =>
      call(latchkey, `${v09}/validate-code`, { code: token }, { headers: { Authorization: as } })
    const byKey = `Bearer ${key}`
    expectFault(await tryToken(await tokenFor('admin', byKey), byKey), 400, '18001')
    expectFault(await tryToken(await tokenFor('admin', byKey), basic()), 400, '18001')
    expect((await newest('&action=password-reset.link-issued'))[0]).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('a key opens no account of an administrator'),
    })
    expect((await tryToken(await tokenFor('admin'), basic())).status).toBe(202)
    expect((await tryToken(await tokenFor('alice', byKey), byKey)).status).toBe(202)
  })

  test('is good for no page of the console', async () => {
    const { key } = await makeKey(latchkey, ['users:read'])
    expect((await callWith(latchkey, key, '/users')).status).toBe(303)
  })
})

describe('what is done with a key', () => {
  test('is written down with its name, and nothing that others do meanwhile is', async () => {
    const { key, id } = await makeKey(latchkey, ['audit:read'], 'auditor')
    await Promise.all([
      callWith(latchkey, key, `${audit}/export`),
      call(latchkey, `${audit}/export?format=csv`),
      callWith(latchkey, key, `${audit}/export?action=sign-in`),
    ])
    const details = (await newest('&action=audit.exported')).slice(0, 3).map(({ detail }) => detail)
    const by = `by API key auditor (${id})`
    expect(details.toSorted()).toEqual(['csv', `ndjson, ${by}`, `ndjson, action sign-in, ${by}`].toSorted())
  })

  test('is named once, also where a worker writes it down later', async () => {
    const { key, id } = await makeKey(latchkey, ['users:write'], 'payroll')
    const body = { username: 'carol', email: 'carol@example.test' }
    expect((await callWith(latchkey, key, '/api/v1/users', { body })).status).toBe(201)
    await latchkey.deps.background.idle()
    expect((await newest('&action=user.created'))[0]?.detail).toBe(`by API key payroll (${id})`)
  })

  test('leaves no name on what the workers do that it woke', async () => {
    latchkey.deps.background.start()
    const { key } = await makeKey(latchkey, ['audit:read', 'recovery'])
    await callWith(latchkey, key, `${audit}/verification`, { method: 'POST' })
    await callWith(latchkey, key, `${v09}/recover-password`, { body: named('alice') })
    await expect
      .poll(async () => (await newest('&action=audit.verified')).length, { timeout: 20_000 })
      .toBeGreaterThan(0)
    const [verified] = await newest('&action=audit.verified')
    expect(verified?.detail).toMatch(/^[\d,]+ entries checked$/)
    expect(await verifyChain()).toMatchObject({ outcome: 'whole' })
    await latchkey.deps.background.stop()
  })

  test('leaves no name on the request of somebody else whose code it shows', async () => {
    const { body: code } = await call(latchkey, `${v09}/recover-password?notify=false`, named('nobody'))
    const { key } = await makeKey(latchkey, ['recovery'])
    expectFault(await callWith(latchkey, key, `${v09}/validate-code`, { body: { code } }), 400, '18001')
    const [refused] = await newest('&action=password-reset.link-issued')
    expect(refused?.detail).toBe('nobody is known by what was typed')
  })

  test('is noted once an hour', async () => {
    const { key, id } = await makeKey(latchkey, ['mail:read'])
    const used = async () =>
      JSON.parse((await call(latchkey, keys)).body).items.find((one: { id: string }) => one.id === id).last_used_at
    expect(await used()).toBeNull()
    await callWith(latchkey, key, '/api/v1/mail')
    await expect.poll(used).not.toBeNull()
    const first = await used()
    latchkey.clock.advanceMinutes(59)
    await callWith(latchkey, key, '/api/v1/mail')
    latchkey.clock.advanceMinutes(2)
    expect(await used()).toBe(first)
    await callWith(latchkey, key, '/api/v1/mail')
    await expect.poll(used).not.toBe(first)
  })
})

describe('a key that is not good', () => {
  const refused = async (key: string) => {
    const answer = await callWith(latchkey, key, audit)
    expectFault(answer, 401, 'unauthorized')
    expect(answer.header('www-authenticate')).toMatch(/^Basic .*, Bearer /)
    return answer
  }

  test('is refused in the same words, whatever is wrong with it', async () => {
    const { key, id } = await makeKey(latchkey, ['audit:read'])
    await call(latchkey, `${keys}/${id}`, undefined, { method: 'DELETE' })
    const body = `${key.slice(0, 25)}${key[25] === 'A' ? 'B' : 'A'}${key.slice(26, -8)}`
    const forged = `${body}${crc32(body).toString(16).padStart(8, '0')}`
    const bodies = []
    for (const tried of [key, forged, `${key.slice(0, -1)}z`])
      bodies.push({ ...JSON.parse((await refused(tried)).body), traceId: '' })
    expect(new Set(bodies.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('expired', async () => {
    const made = await call(latchkey, keys, { name: 'short', scopes: ['audit:read'], life_days: 1 })
    const { key } = JSON.parse(made.body)
    latchkey.clock.advanceMinutes(24 * 60 - 1)
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    latchkey.clock.advanceMinutes(1)
    await refused(key)
    expect((await newest('&action=api.sign-in'))[0]?.detail).toMatch(/^API key short \([0-9a-f]{16}\): expired$/)
  })

  test('was revoked: the very next call is refused, and of many who revoke it one entry tells', async () => {
    const { key, id } = await makeKey(latchkey, ['audit:read'])
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    const acts = Array.from({ length: 8 }, () => call(latchkey, `${keys}/${id}`, undefined, { method: 'DELETE' }))
    const calls = Array.from({ length: 8 }, () => callWith(latchkey, key, audit))
    expect((await Promise.all(acts)).map(({ status }) => status)).toEqual(Array(8).fill(204))
    for (const { status } of await Promise.all(calls)) expect([200, 401, 429]).toContain(status)
    latchkey.clock.advanceMinutes(25 * 60)
    await refused(key)
    const told = (await newest('&action=api-key.revoked')).filter(({ detail }) => detail.includes(id))
    expect(told).toHaveLength(1)
    expect((await call(latchkey, `${keys}/${'0'.repeat(16)}`, undefined, { method: 'DELETE' })).status).toBe(404)
  })

  test('belongs to somebody who was disabled, and stays dead when they come back', async () => {
    const console = await promoteAlice()
    const key = await keyOfAlice()
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    await proveIfAsked(console)
    await refused(key)
    await openPerson(console, 'alice')
    await console.submit('Enable user')
    await proveIfAsked(console)
    await refused(key)
  })

  test('belongs to somebody who is no administrator any more', async () => {
    const console = await promoteAlice()
    const key = await keyOfAlice()
    await openPerson(console, 'alice')
    await console.submit('Take administrator role')
    await proveIfAsked(console)
    await refused(key)
    await promoteAlice()
    await refused(key)
  })

  test('was made before its owner’s password was reset', async () => {
    await promoteAlice()
    const key = await keyOfAlice()
    const link = await mailedLink(latchkey, smtp, alice)
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    alice.password = 'a lighthouse made of paper'
    await choosePassword(latchkey, link, alice.password)
    await refused(key)
  })

  test('is slowed down by network and written down sparingly, while good keys and passwords pass there', async () => {
    const { key } = await makeKey(latchkey, ['audit:read'])
    const entries = async () =>
      JSON.parse((await call(latchkey, `${audit}?action=api.sign-in&limit=100`)).body).items.length
    const before = await entries()
    const guess = () => callWith(latchkey, `lk_${'0'.repeat(16)}_${'A'.repeat(43)}00000000`, audit)
    const statuses = []
    for (let number = 0; number < 12; number++) statuses.push((await guess()).status)
    expect(statuses.slice(0, 4)).toEqual([401, 401, 401, 401])
    expect(statuses.at(-1)).toBe(429)
    for (let minute = 0; minute < 8; minute++) {
      latchkey.clock.advanceMinutes(1)
      await guess()
    }
    expect((await entries()) - before).toBeLessThanOrEqual(8)
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    expect((await call(latchkey, audit)).status).toBe(200)
  })
})

test('a body of another type is 415 also where none is asked for, as the document says', async () => {
  const headers = { 'Content-Type': 'text/plain' }
  const answer = await call(latchkey, `${keys}/0000000000000000`, 'x', { method: 'DELETE', headers })
  expectFault(answer, 415, 'unsupported-media-type')
})

describe('a hundred keys', () => {
  const ids = Array.from({ length: 100 }, (_, number) => `${number}`.padStart(16, '0'))

  test('are enough, where they are alive; those that ended with their owner’s password need not be revoked', async () => {
    const { id } = await makeKey(latchkey, ['audit:read'])
    const collection = mongoose.connection.collection<{ _id: string; ownerVersion: number }>('apiKeys')
    const model = await collection.findOne({ _id: id })
    if (!model) throw new Error('The key is not there')
    await collection.insertMany(ids.map((_id) => ({ ...model, _id, ownerVersion: -1 })))
    const make = () => call(latchkey, keys, { name: 'one more', scopes: ['audit:read'] })
    expect((await make()).status).toBe(201)
    await collection.updateMany({ _id: { $in: ids } }, { $set: { ownerVersion: model.ownerVersion } })
    expectFault(await make(), 409, 'too-many-keys')
    await collection.deleteMany({ _id: { $in: ids } })
    expect((await make()).status).toBe(201)
  })

  test('are enough, however many more are asked for at the same moment', async () => {
    const { id } = await makeKey(latchkey, ['audit:read'])
    const collection = mongoose.connection.collection<{ _id: string }>('apiKeys')
    const model = await collection.findOne({ _id: id })
    await collection.deleteMany({})
    await collection.insertMany(ids.slice(2).map((_id) => ({ ...model, _id })))
    const make = () => call(latchkey, keys, { name: 'at once', scopes: ['audit:read'] })
    const answers = await Promise.all([make(), make(), make(), make(), make()])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409])
    await collection.deleteMany({ _id: { $in: ids } })
  })
})

describe('the page of the keys', () => {
  test('asks for the password first, shows a key once, and ends it', async () => {
    const console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(11)
    await console.open('/configuration/api-keys/new')
    await console.submit('Create key', { name: 'from the page', may_audit_read: 'on' })
    await proveIfAsked(console)
    expect(console.heading).toBe('API key for from the page')
    expect(console.headers['cache-control']).toBe('no-store')
    const key = console.$('#key').attr('value') ?? ''
    expect((await callWith(latchkey, key, audit)).status).toBe(200)
    await console.follow('Done')
    expect(console.html).not.toContain(key)
    const row = console.$('tbody tr').filter((_, element) => console.$(element).text().includes('from the page'))
    await console.post(row.find('form').attr('action') ?? '', {})
    expect(console.text).toContain('The key is revoked')
    expect((await callWith(latchkey, key, audit)).status).toBe(401)
  })

  test('says what is missing', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/api-keys/new')
    await console.submit('Create key', { name: '', life_days: '400' })
    expect(console.status).toBe(422)
    expect(console.errorAt('name')).toContain('Enter a name')
    expect(console.errorAt('life_days')).toContain('from 1 to 365')
    expect(console.text).toContain('Choose at least one thing')
  })

  test('is pointed to by the health list before a key expires', async () => {
    const doctor = async () => (await (await signInToConsole(latchkey)).open('/doctor')).text
    await call(latchkey, keys, { name: 'soon over', scopes: ['recovery'], life_days: 15 })
    expect(await doctor()).toContain('API keys: None expires soon.')
    latchkey.clock.advanceMinutes(2 * 24 * 60)
    expect(await doctor()).toMatch(/API keys: soon over expires .*Make the next key/)
    const console = await promoteAlice()
    await keyOfAlice(2)
    expect(await doctor()).toContain('of alice expires')
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    await proveIfAsked(console)
    expect(await doctor()).not.toContain('of alice')
  })
})
