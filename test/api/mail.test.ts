import { afterAll, beforeAll, expect, test } from 'vitest'
import { enqueue, lease, Mail, markSent, park, pause, standing } from '../../src/mail/queue.ts'
import { callWith, type MadeKey, makeKey } from '../api-keys/keys.ts'
import { aRow } from '../mail/rows.ts'
import { call, expectFault } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, linkIn, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const latchkey = useLatchkey()
const mail = '/api/v1/mail'
let smtp: TestSmtpServer
let reader: MadeKey
let writer: MadeKey

beforeAll(async () => {
  smtp = await startSmtpServer()
  await moveIn(latchkey, smtp, [alice])
  reader = await makeKey(latchkey, ['mail:read'], 'watch')
  writer = await makeKey(latchkey, ['mail:write'], 'mender')
}, 120_000)
afterAll(() => smtp.close())

/** A waiting letter for somebody, just queued. */
async function waiting(id: string, more: Parameters<typeof aRow>[0] = {}): Promise<void> {
  latchkey.clock.advanceMinutes(1)
  const to = { name: id, address: `${id}@example.org` }
  await enqueue(aRow({ _id: id, to, createdAt: latchkey.clock.now(), userId: id, ...more }))
}

async function read(path: string) {
  const answer = await callWith(latchkey, reader.key, path)
  expect([path, answer.status]).toEqual([path, 200])
  return JSON.parse(answer.body)
}
const act = (path: string) => callWith(latchkey, writer.key, path, { method: 'POST' })
const state = async (id: string) => (await read(`${mail}/${id}`)).state

test('letters are listed newest first, with what the relay said and without their words or links', async () => {
  latchkey.clock.advanceMinutes(1)
  await forgot(latchkey, alice.username)
  const { items } = await read(mail)
  expect(items[0]).toMatchObject({ kind: 'password-reset', state: 'sent', on_its_way: false, failed_tries: 0 })
  expect(items[0].to.address).toBe(alice.email)
  const one = await read(`${mail}/${items[0].id}`)
  expect(one).toMatchObject(items[0])
  expect(one.tries).toEqual([{ at: items[0].last_try_at, reply: items[0].last_reply }])
  const token = new URL(linkIn(lastMailTo(smtp, alice.email))).searchParams.get('token') ?? ''
  for (const text of [JSON.stringify(items), JSON.stringify(one)]) {
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/reset-password|placeholders|sealed/)
  }
})

test('they are narrowed and turned page by page, each once', async () => {
  for (const number of [1, 2, 3, 4, 5]) await waiting(`page-${number}`)
  const seen: string[] = []
  let cursor: string | null = ''
  do {
    const page: { items: { id: string }[]; next: string | null } = await read(
      `${mail}?state=queued&recipient=page-&limit=2${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== null)
  expect(seen).toEqual(['page-1', 'page-2', 'page-3', 'page-4', 'page-5'])
  expect((await read(`${mail}?kind=invitation`)).items).toHaveLength(1)
})

test.each([
  ['state=nonsense', 'state'],
  ['kind=nonsense', 'kind'],
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['recipient[$ne]=x', 'recipient[$ne]'],
  ['state=sent&state=queued', 'state'],
  ['older=x', 'older'],
])('the query %s is refused', async (query, field) => {
  const answer = await callWith(latchkey, reader.key, `${mail}?${query}`)
  expectFault(answer, 422, 'invalid-fields')
  expect(JSON.parse(answer.body).errors[0].field).toBe(field)
})

test('a letter that waits is tried now, and the audit log names the key', async () => {
  await waiting('retried', { kind: 'password-changed' })
  const answer = await act(`${mail}/retried/retry`)
  expect([answer.status, answer.body]).toEqual([202, ''])
  const entries = JSON.parse((await call(latchkey, '/api/v1/audit?action=mail.retried')).body).items
  expect(entries[0]).toMatchObject({ actor_name: 'admin', outcome: 'done' })
  expect(entries[0].detail).toMatch(new RegExp(`, by API key mender \\(${writer.id}\\)$`))
})

test('a letter is taken back once', async () => {
  await waiting('cancelled')
  expect((await act(`${mail}/cancelled/cancel`)).status).toBe(204)
  expect(await state('cancelled')).toBe('cancelled')
  expectFault(await act(`${mail}/cancelled/cancel`), 409, 'ended')
  expectFault(await act(`${mail}/cancelled/retry`), 409, 'cancelled')
})

test('what cannot be done is said by a word of its own', async () => {
  await Mail.deleteMany({ state: 'queued' })
  await waiting('moving')
  const held = await lease(latchkey.clock.now(), 60_000)
  expectFault(await act(`${mail}/moving/retry`), 409, 'on-its-way')
  expectFault(await act(`${mail}/moving/cancel`), 409, 'on-its-way')
  expect((await read(`${mail}/moving`)).on_its_way).toBe(true)
  if (held) await markSent(held, '250 OK', latchkey.clock.now())
  expectFault(await act(`${mail}/moving/retry`), 409, 'sent')
  await waiting('refused', { kind: 'password-reset' })
  const other = await lease(latchkey.clock.now(), 60_000)
  if (other) await park(other, { state: 'failed', reply: '550 No' }, latchkey.clock.now())
  expectFault(await act(`${mail}/refused/retry`), 409, 'link-gone')
  for (const path of [`${mail}/nobody`, `${mail}?cursor=nobody`])
    expectFault(await callWith(latchkey, reader.key, path), 404, 'unknown-letter')
  expectFault(await act(`${mail}/nobody/retry`), 404, 'unknown-letter')
})

test('a pause is seen and ended', async () => {
  const now = latchkey.clock.now()
  await pause('535 No', new Date(now.getTime() + 600_000), (await standing(now)).era)
  expect(await read(`${mail}/queue`)).toMatchObject({ pause_reason: '535 No' })
  expect((await act(`${mail}/queue/resume`)).status).toBe(202)
  expect(await read(`${mail}/queue`)).toMatchObject({ paused_until: null, pause_reason: null })
})

test('who may only read changes nothing, and who may only change reads nothing', async () => {
  await waiting('kept')
  expectFault(await callWith(latchkey, reader.key, `${mail}/kept/cancel`, { method: 'POST' }), 403, 'forbidden')
  expectFault(await callWith(latchkey, writer.key, mail), 403, 'forbidden')
  expect(await state('kept')).toBe('queued')
})
