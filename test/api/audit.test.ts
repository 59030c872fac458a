import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkHash } from '../../src/audit/chain.ts'
import { appendEntry, Entries } from '../../src/audit/log.ts'
import { callWith, type MadeKey, makeKey } from '../api-keys/keys.ts'
import { call, expectFault } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const latchkey = useLatchkey()
const audit = '/api/v1/audit'
let smtp: TestSmtpServer
let key: MadeKey

beforeAll(async () => {
  smtp = await startSmtpServer()
  await moveIn(latchkey, smtp, [alice])
  for (let number = 0; number < 25; number++) {
    const at = new Date(Date.UTC(2025, 0, 1 + Math.floor(number / 10), 12, number))
    const what = { action: 'profile.changed', outcome: 'done' as const, actor: 'crowd', subject: `person-${number}` }
    await appendEntry({ ...what, id: `crowd-${number}`, at, address: '203.0.113.9', detail: '=cmd()' })
  }
  key = await makeKey(latchkey, ['audit:read'], 'auditor')
  await latchkey.deps.background.idle()
}, 120_000)
afterAll(() => smtp.close())

const ask = (path: string, method = 'GET') => callWith(latchkey, key.key, path, { method })
async function read(path: string) {
  const answer = await ask(path)
  expect([path, answer.status]).toEqual([path, 200])
  return JSON.parse(answer.body)
}

test('entries are listed newest first, in plain words and with names for people', async () => {
  const { items } = await read(`${audit}?action=user.created&subject=${alice.email}`)
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    what: 'Account created, invitation queued',
    actor_name: 'admin',
    subject_name: 'alice',
    outcome: 'done',
  })
  expect((await read(audit)).items[0]).toMatchObject({ action: 'api-key.created', actor_name: 'admin' })
})

test('they are narrowed by days and turned page by page, each once', async () => {
  expect((await read(`${audit}?from=2025-01-02&to=2025-01-02&limit=100`)).items).toHaveLength(10)
  const seen: number[] = []
  let cursor: string | null = ''
  do {
    const page: { items: { number: number }[]; next: string | null } = await read(
      `${audit}?action=profile.changed&to=2025-12-31&limit=10${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...page.items.map(({ number }) => number))
    cursor = page.next
  } while (cursor !== null)
  expect([seen.length, new Set(seen).size]).toEqual([25, 25])
})

test.each([
  ['actor=nobody-here', 'actor'],
  ['subject=nobody@example.test', 'subject'],
  ['action=nonsense', 'action'],
  ['from=yesterday', 'from'],
  ['cursor=0', 'cursor'],
  ['older=3', 'older'],
  ['outcome[$ne]=done', 'outcome[$ne]'],
])('the query %s is refused', async (query, field) => {
  for (const path of query.startsWith('cursor') ? [audit] : [audit, `${audit}/export`]) {
    const answer = await ask(`${path}?${query}`)
    expectFault(answer, 422, 'invalid-fields')
    expect(JSON.parse(answer.body).errors[0].field).toBe(field)
  }
})

test('one entry shows its place in the chain', async () => {
  const [first, second] = [await read(`${audit}/1`), await read(`${audit}/2`)]
  expect(first.previous_hash).toBe('')
  expect(second.previous_hash).toBe(first.hash)
  for (const path of [`${audit}/999999`, `${audit}/x`, `${audit}?cursor=999999`])
    expectFault(await ask(path), 404, 'unknown-entry')
})

test('an export holds entries whole, so that the chain can be checked elsewhere', async () => {
  const answer = await ask(`${audit}/export?action=profile.changed&to=2025-12-31`)
  expect(answer.header('content-type')).toMatch(/^application\/x-ndjson/)
  const lines = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(25)
  const { hash, previousHash, ...body } = lines[0]
  expect(linkHash(previousHash, { ...body, at: new Date(body.at) })).toBe(hash)
})

test('an export for spreadsheets holds no formula', async () => {
  const answer = await ask(`${audit}/export?format=csv&action=profile.changed&to=2025-12-31`)
  expect(answer.header('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.header('content-disposition')).toMatch(/^attachment; filename=audit-[\d-]+\.csv$/)
  const rows = parse(answer.body, { columns: true, bom: true }) as { detail: string }[]
  expect([rows.length, rows[0]?.detail]).toEqual([25, "'=cmd()"])
})

test('the chain is verified: never, running, whole, and damaged after somebody edited an entry', async () => {
  expect(await read(`${audit}/verification`)).toMatchObject({ state: 'never', found: null, finished_at: null })
  expect((await ask(`${audit}/verification`, 'POST')).status).toBe(202)
  expectFault(await ask(`${audit}/verification`, 'POST'), 409, 'already-running')
  expect((await read(`${audit}/verification`)).state).toBe('running')
  await latchkey.deps.background.idle()
  const whole = await read(`${audit}/verification`)
  expect(whole).toMatchObject({ state: 'whole', checked: whole.up_to })
  expect((await read(`${audit}/${whole.head.number}`)).hash).toBe(whole.head.hash)
  await Entries.updateOne({ _id: 7 }, { $set: { address: '203.0.113.66' } })
  await ask(`${audit}/verification`, 'POST')
  await latchkey.deps.background.idle()
  expect(await read(`${audit}/verification`)).toMatchObject({ state: 'damaged', found: 'entry 7 was edited' })
})

test('the newest entry is noted anew by an administrator alone, and only where that is due', async () => {
  const { head } = await read(`${audit}/verification`)
  const byKey = await callWith(latchkey, key.key, `${audit}/verification/head`, { body: head })
  expectFault(byKey, 403, 'forbidden')
  expect((await call(latchkey, `${audit}/verification/head`, head)).status).toBe(204)
  expectFault(await call(latchkey, `${audit}/verification/head`, { number: 1 }), 422, 'invalid-fields')
})

test('a key for something else reads nothing', async () => {
  const other = await makeKey(latchkey, ['mail:read', 'mail:write'])
  for (const path of [audit, `${audit}/1`, `${audit}/export`, `${audit}/verification`])
    expectFault(await callWith(latchkey, other.key, path), 403, 'forbidden')
})
