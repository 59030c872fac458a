import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { ask, keyFor, refusedIn } from './configuration-program.ts'

const path = '/configuration/smtp'
const credentials = { user: 'latchkey', pass: 'Gr4nd piano & "quotes" <b>' }

describe('the SMTP configuration by program', () => {
  const latchkey = useLatchkey()
  let plain: TestSmtpServer
  let locked: TestSmtpServer

  beforeAll(async () => {
    plain = await startSmtpServer()
    locked = await startSmtpServer({ credentials })
    await becomeAdministrator(latchkey)
  })
  afterAll(() => Promise.all([plain.close(), locked.close()]))
  beforeEach(() => latchkey.clock.advanceMinutes(11))

  const values = (server: TestSmtpServer, more: object = {}) => ({
    host: '127.0.0.1',
    port: server.port,
    protection: 'None',
    authentication: 'none',
    from_email: 'no-reply@example.test',
    ...more,
  })
  const signingIn = (more: object = {}) =>
    values(locked, { authentication: 'password', user_name: credentials.user, ...more })
  const put = (body: object) => ask(latchkey, path, { method: 'PUT', body })
  const patch = (body: object) => ask(latchkey, path, { method: 'PATCH', body })
  const tryOut = (body?: object) => ask(latchkey, `${path}/test`, { method: 'POST', body })

  test('is not there until it is saved, and can be tried before', async () => {
    expect(await ask(latchkey, path)).toMatchObject({ status: 404, json: { code: 'not-configured' } })
    const tried = await tryOut(values(plain))
    expect(tried).toMatchObject({
      status: 200,
      json: { succeeded: true, recipient: 'admin@example.test', failure: null },
    })
    expect((await ask(latchkey, path)).status).toBe(404)
  })

  test('is told with real types and without its secrets', async () => {
    const saved = await put(signingIn({ password: credentials.pass, from_name: 'Example Org' }))
    expect(saved).toMatchObject({
      status: 200,
      json: {
        ...{ host: '127.0.0.1', port: locked.port, user_name: 'latchkey', from_name: 'Example Org', reply_to: '' },
        ...{ has_password: true, has_client_secret: false, tested_at: null },
      },
    })
    expect(saved.json).not.toHaveProperty('password')
    expect((await ask(latchkey, path)).json).toEqual(saved.json)
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    expect(console.form('Update').fields).toMatchObject({ port: String(locked.port), from_name: 'Example Org' })
  })

  test('takes back what it told, and keeps the password', async () => {
    await put(signingIn({ password: credentials.pass }))
    const { json } = await ask(latchkey, path)
    const back = await put({ ...json, from_name: 'Another Name' })
    expect(back.json).toMatchObject({ from_name: 'Another Name', has_password: true })
    expect((await tryOut()).json.succeeded).toBe(true)
  })

  test.each([
    ['the host', { host: 'localhost' }],
    ['the port', { port: 2525 }],
    ['the protection', { protection: 'StartTls' }],
    ['the user name', { user_name: 'somebody-else' }],
  ])('asks for the password again when %s changes, and no server sees it', async (_what, change) => {
    await put(signingIn({ password: credentials.pass }))
    const [before, commands] = [(await ask(latchkey, path)).json, locked.commands.length]
    for (const refused of [await put(signingIn(change)), await patch(change), await tryOut(change)])
      expect(refusedIn(refused)).toEqual({ password: expect.stringContaining('asked for again') })
    expect(locked.commands.length).toBe(commands)
    expect((await ask(latchkey, path)).json).toEqual(before)
  })

  test('changes what is given alone, and forgets the password where none is needed any more', async () => {
    await put(signingIn({ password: credentials.pass, reply_to: 'help@example.test' }))
    const patched = await patch({ from_name: 'Example Library' })
    expect(patched.json).toMatchObject({ reply_to: 'help@example.test', from_name: 'Example Library' })
    expect((await put(signingIn())).json).toMatchObject({ reply_to: '', has_password: true })
    expect((await patch({ authentication: 'none' })).json).toMatchObject({ has_password: false })
    expect(refusedIn(await patch({ authentication: 'password' }))).toHaveProperty('password')
  })

  test('says which exact values were tested', async () => {
    expect((await tryOut(signingIn({ password: credentials.pass }))).json.succeeded).toBe(true)
    expect((await put(signingIn({ password: credentials.pass }))).json.tested_at).toEqual(expect.stringMatching(/Z$/))
    expect((await patch({ from_name: 'Somebody else' })).json.tested_at).toBeNull()
  })

  test('is changed by no key, which would read the reset mails of administrators', async () => {
    await put(values(plain))
    const [before, commands] = [(await ask(latchkey, path)).json, locked.commands.length]
    const as = await keyFor(latchkey, ['settings:read', 'settings:write'])
    for (const method of ['PUT', 'PATCH']) {
      const refused = await ask(latchkey, path, { method, body: values(locked), as })
      expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    }
    for (const body of [values(locked), { port: locked.port }, { reply_to: 'mine@example.test' }]) {
      const refused = await ask(latchkey, `${path}/test`, { method: 'POST', body, as })
      expect(refused).toMatchObject({ status: 403, json: { code: 'administrator-needed' } })
    }
    expect((await ask(latchkey, path)).json).toEqual(before)
    expect(locked.commands.length).toBe(commands)
  })

  test('is tested by a key as it is saved, which leaves alone what its owner tried', async () => {
    await put(values(plain))
    const as = await keyFor(latchkey, ['settings:write'])
    await tryOut(signingIn({ password: credentials.pass }))
    for (const body of [undefined, {}, { recipient: 'postmaster@example.test' }])
      expect((await ask(latchkey, `${path}/test`, { method: 'POST', body, as })).json.succeeded).toBe(true)
    expect((await put(signingIn())).json).toMatchObject({ has_password: true, tested_at: expect.any(String) })
  })

  test('sends the test where the program wants it, and tells every step', async () => {
    const { json } = await tryOut(values(plain, { recipient: 'postmaster@example.test' }))
    expect(plain.mails.at(-1)?.envelope.to).toEqual(['postmaster@example.test'])
    expect(json.stages.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual(
      expect.arrayContaining(['connect passed', 'tls skipped', 'recipient passed', 'data passed']),
    )
  })

  test('says why a test failed, where and what to do, with secrets masked', async () => {
    const { status, json } = await tryOut(signingIn({ password: 'not it' }))
    expect(status).toBe(200)
    expect(json).toMatchObject({
      succeeded: false,
      failure: { stage: 'authentication', advice: expect.stringMatching(/./) },
    })
    expect(json.failure.reason).toContain('refuses user name or password')
    expect(JSON.stringify(json.stages)).toContain('535 ')
    expect(json.transcript.join('\n')).not.toContain(Buffer.from('\0latchkey\0not it').toString('base64'))
    const inside = await tryOut(values(plain, { host: '169.254.169.254' }))
    expect(inside.json.failure.reason).toMatch(/never sent to/)
  })

  test('lets no program scan a network with tests', async () => {
    for (let count = 0; count < 5; count++) await tryOut(values(plain))
    const sixth = await tryOut(values(plain))
    expect(sixth).toMatchObject({ status: 429, json: { code: 'too-many-tests' } })
    expect(sixth.header('retry-after')).toBe('60')
  })

  test.each([
    ['a port in a text', { port: '587' }, { port: 'Write a whole number from 1 to 65535' }],
    ['a port that is none', { port: 70_000 }, { port: 'Write a whole number from 1 to 65535' }],
    ['a protection there is not', { protection: 'TLS' }, { protection: 'Choose None, StartTls or SslTls' }],
    ['a field there is not', { hots: 'x' }, { hots: 'There is no such field here' }],
    ['a button of the page', { clear_password: true }, { clear_password: 'There is no such field here' }],
    ['a null', { from_name: null }, { from_name: expect.stringMatching(/./) }],
    ['no address', { from_email: 'nobody' }, { from_email: expect.stringContaining('Enter one address') }],
    ['a CA that is none', { trust: 'ca', ca_certificate: 'x' }, { ca_certificate: expect.stringMatching(/./) }],
    ['several faults', { port: 0, host: '' }, { port: expect.anything(), host: 'Enter the name of the mail server' }],
  ])('refuses %s beside its field', async (_what, more, errors) => {
    expect(refusedIn(await put(values(plain, more)))).toEqual(errors)
  })

  test('refuses a whole body that lacks fields', async () => {
    expect(Object.keys(refusedIn(await put({ host: 'x' }))).sort()).toEqual(
      ['authentication', 'from_email', 'port', 'protection'].sort(),
    )
    expect((await ask(latchkey, path, { method: 'PUT', body: '[]' })).status).toBe(422)
    expect((await ask(latchkey, path, { method: 'PUT', body: '{' })).status).toBe(400)
    expect(await ask(latchkey, path, { method: 'DELETE' })).toMatchObject({ status: 405 })
  })

  test('is read and tested by keys with the scope alone', async () => {
    await put(values(plain))
    const [reader, writer] = [await keyFor(latchkey, ['settings:read']), await keyFor(latchkey, ['settings:write'])]
    expect((await ask(latchkey, path, { as: reader })).status).toBe(200)
    expect((await ask(latchkey, path, { as: writer })).status).toBe(403)
    const refused = await ask(latchkey, `${path}/test`, { method: 'POST', as: reader })
    expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } })
  })

  test('writes into the audit log who changed it by program, and its secrets nowhere', async () => {
    await put(signingIn({ password: credentials.pass }))
    await tryOut(signingIn({ password: 'A very wrong one' }))
    const console = await signInToConsole(latchkey)
    await console.open('/audit?subject=smtp')
    expect(console.text).toContain(`127.0.0.1:${locked.port} None, not tested, by API`)
    const kept = `${await dumpDatabase()}${latchkey.logLines.join('\n')}`
    for (const secret of [credentials.pass, 'A very wrong one']) expect(kept).not.toContain(secret)
  })
})
