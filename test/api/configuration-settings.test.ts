import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settingsExport } from '../../src/cli/settings-export.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { ask, keyFor, refusedIn } from './configuration-program.ts'

const credentials = { user: 'latchkey', pass: 'a lighthouse keeper-s tea' }
const bare = { latchkey: 'settings', format: 1 }
const template = { subject: 'Come in', heading: 'Welcome', message: 'Hello {{displayName}}.\n\n[Begin]({{link}})' }

describe('all settings, the overview and the health list by program', () => {
  const latchkey = useLatchkey()
  let relay: TestSmtpServer
  let locked: TestSmtpServer

  beforeAll(async () => {
    relay = await startSmtpServer()
    locked = await startSmtpServer({ credentials })
    await moveIn(latchkey, relay, [alice])
  })
  afterAll(() => Promise.all([relay.close(), locked.close()]))

  const read = async () => (await ask(latchkey, '/settings')).json
  const put = (body: unknown, query = '') => ask(latchkey, `/settings${query}`, { method: 'PUT', body })

  test('the document is the one that the command line writes, and comes back as it went', async () => {
    const given = { values: { secrets: 'keep' }, words: [] }
    const { text } = await settingsExport.act(latchkey.deps, settingsExport.read(given))
    expect(await read()).toEqual(JSON.parse(text))
    expect((await put(await read())).json).toEqual({ outcome: 'unchanged', changes: [] })
  })

  test('a dry run says what would change, and changes nothing', async () => {
    const [before, body] = [await read(), { ...bare, system: { link_lifetime_minutes: 45 } }]
    const changes = ['system.link_lifetime_minutes: 30 becomes 45']
    expect((await put(body, '?dry_run=true')).json).toEqual({ outcome: 'would-change', changes })
    expect(await read()).toEqual(before)
    expect((await put(body, '?dry_run=false')).json).toEqual({ outcome: 'changed', changes })
    expect((await read()).system.link_lifetime_minutes).toBe(45)
    expect(refusedIn(await put(body, '?dry_run=perhaps'))).toEqual({ dry_run: 'Write true or false here' })
  })

  test('a document goes in whole or not at all', async () => {
    const before = await read()
    const refused = await put({
      ...bare,
      organization: { name: 'Another Name', brand_color: '#ffffff' },
      templates: {
        'invitation/de': { ...template, message: 'No link' },
        'invitation/xx': template,
        'invitation/en/again': template,
      },
    })
    expect(refusedIn(refused)).toEqual({
      'organization.brand_color': expect.stringContaining('hard to read'),
      'templates.invitation/de.message': expect.stringContaining('{{link}}'),
      'templates.invitation/xx': 'There is no such letter',
      'templates.invitation/en/again': 'There is no such letter',
    })
    expect(await read()).toEqual(before)
  })

  test.each([
    [{}, { latchkey: 'This is no settings document of Latchkey', format: 'This version reads format 1' }],
    [{ ...bare, smpt: {} }, { smpt: 'There is no such field here' }],
    [{ ...bare, system: { session_hours: '24' } }, { 'system.session_hours': 'Write a whole number from 1 to 720' }],
    [{ ...bare, smtp: { password: 'in the clear' } }, { 'smtp.password': expect.stringContaining('Write "keep" or') }],
    [
      { ...bare, smtp: { password: { env: 'HOME' } } },
      { 'smtp.password': expect.stringContaining('command line alone') },
    ],
    [{ ...bare, smtp: { password: { file: '/etc/passwd' } } }, { 'smtp.password': expect.stringContaining('"keep"') }],
    [
      { ...bare, smtp: { host: 'x', authentication: 'password', user_name: 'u' } },
      { 'smtp.password': expect.anything() },
    ],
  ])('what is no document is refused: %j', async (body, errors) => {
    const answer = await put(body)
    expect(refusedIn(answer)).toEqual(errors)
    expect(JSON.stringify(answer.json)).not.toContain('in the clear')
  })

  test('a document may bring a secret, and is never told one', async () => {
    const { user, pass } = credentials
    const smtp = { port: locked.port, authentication: 'password', user_name: user, password: { value: pass } }
    const { json } = await put({ ...bare, smtp })
    expect(json.changes).toContain('smtp.password: is set')
    expect(JSON.stringify(json)).not.toContain(pass)
    expect((await read()).smtp).toMatchObject({ port: locked.port, password: 'keep' })
    const tried = await ask(latchkey, '/configuration/smtp/test', { method: 'POST' })
    expect(tried.json.succeeded).toBe(true)
    expect((await put({ ...bare, smtp: { password: 'keep' } })).json.outcome).toBe('unchanged')
  })

  test('the overview is figures', async () => {
    await forgot(latchkey, alice.username)
    const { json } = await ask(latchkey, '/overview')
    expect(json).toMatchObject({ period: '30d', users: 2, is_complete: true })
    expect(json.slots).toHaveLength(30)
    expect(json.totals).toMatchObject({ requested: 1, mailed: 1, completed: 0, delay_median_ms: expect.any(Number) })
    expect(json.slots.at(-1)).toMatchObject({ requested: 1, from: expect.stringMatching(/T00:00:00\.000Z$/) })
    expect((await ask(latchkey, '/overview?period=24h')).json.slots).toHaveLength(24)
    expect(refusedIn(await ask(latchkey, '/overview?period=1h'))).toEqual({ period: 'Write 24h or 30d here' })
  })

  test('the health list is what the doctor says', async () => {
    const { status, json } = await ask(latchkey, '/health')
    expect([status, json.state]).toEqual([200, 'warning'])
    expect(json.findings.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining(['Database', 'Setup', 'Mail', 'Mail queue', 'Administrators', 'Secrets']),
    )
  })

  test('all of it is told to keys with the scope alone, and a document is taken from none', async () => {
    const [reader, other] = [await keyFor(latchkey, ['settings:read']), await keyFor(latchkey, ['mail:read'])]
    const writer = await keyFor(latchkey, ['settings:read', 'settings:write'])
    for (const path of ['/settings', '/overview', '/health']) {
      expect((await ask(latchkey, path, { as: reader })).status).toBe(200)
      expect((await ask(latchkey, path, { as: other })).status).toBe(403)
    }
    for (const as of [reader, writer])
      for (const query of ['', '?dry_run=true'])
        expect((await ask(latchkey, `/settings${query}`, { method: 'PUT', body: bare, as })).status).toBe(403)
    expect((await ask(latchkey, '/settings', { as: 'lk_nobody' })).status).toBe(401)
  })
})
