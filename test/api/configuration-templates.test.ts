import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, configureSmtp } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { ask, keyFor, refusedIn } from './configuration-program.ts'

const path = '/configuration/templates/invitation/de'
const wording = {
  subject: 'Willkommen bei {{organizationName}}',
  heading: 'Herein',
  message: 'Hallo {{displayName}}.\n\n[Beginnen]({{link}})',
}

describe('the mail templates by program', () => {
  const latchkey = useLatchkey()
  let relay: TestSmtpServer

  beforeAll(async () => {
    relay = await startSmtpServer()
  })
  afterAll(() => relay.close())
  beforeEach(() => latchkey.clock.advanceMinutes(11))

  const post = (at: string, body?: unknown) => ask(latchkey, `${path}${at}`, { method: 'POST', body })

  test('cannot be tried out before the SMTP server is set up', async () => {
    const console = await becomeAdministrator(latchkey)
    expect(await post('/sample')).toMatchObject({ status: 409, json: { code: 'not-configured' } })
    await configureSmtp(console, relay.port)
  })

  test('are listed, with whose words they have in each language', async () => {
    const { items } = (await ask(latchkey, '/configuration/templates')).json
    const invitation = items.find(({ kind }: { kind: string }) => kind === 'invitation')
    expect(invitation).toMatchObject({ title: 'Invitation', sent_when: expect.stringMatching(/./) })
    expect(invitation.languages).toContainEqual({ language: 'en', wording: 'shipped', changed_at: null })
  })

  test('are worded anew, and go back to the default', async () => {
    const before = (await ask(latchkey, path)).json
    expect(before).toMatchObject({ kind: 'invitation', language: 'de', needs: ['link'] })
    const saved = await ask(latchkey, path, { method: 'PUT', body: wording })
    expect(saved).toMatchObject({ status: 200, json: { ...wording, wording: 'own' } })
    expect((await ask(latchkey, path)).json).toEqual(saved.json)
    const back = await ask(latchkey, path, { method: 'PUT', body: { ...saved.json, heading: 'Komm herein' } })
    expect(back.json).toEqual({ ...saved.json, heading: 'Komm herein', changed_at: expect.any(String) })
    for (const _ of [1, 2]) expect((await ask(latchkey, path, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(latchkey, path)).json).toEqual(before)
  })

  test.each([
    [{ ...wording, message: 'No link' }, { message: expect.stringContaining('{{link}}') }],
    [{ ...wording, subject: 'Hi {{nobody}}' }, { subject: expect.stringContaining('{{nobody}}') }],
    ...[
      'https://evil.test/?go={{link}}',
      'https://evil.test/?go=[words]({{link}})',
      '[https://evil.test/?go]({{link}}) and more',
      '{{supportContact}}{{link}}',
    ].map((message): [object, object] => [
      { ...wording, message },
      { message: expect.stringContaining('space before and after {{link}}') },
    ]),
    [{ ...wording, subject: 'two\nlines' }, { subject: expect.stringMatching(/./) }],
    [{ ...wording, html: '<b>' }, { html: 'There is no such field here' }],
    [{ subject: 'x', heading: 'y' }, { message: expect.stringMatching(/./) }],
  ])('that would be of no use are refused: %j', async (body, errors) => {
    expect(refusedIn(await ask(latchkey, path, { method: 'PUT', body }))).toEqual(errors)
    expect((await ask(latchkey, path)).json.wording).not.toBe('own')
  })

  test('are looked at with made-up values, finished or not', async () => {
    const inUse = await post('/preview')
    expect(inUse).toMatchObject({ status: 200, json: { findings: [], text: expect.stringContaining('admin') } })
    const { json } = await post('/preview', { ...wording, message: 'Hallo {{displayName}} {{nobody}}.' })
    expect(json.subject).toBe('Willkommen bei Latchkey')
    expect(json.html).toContain('{{nobody}}')
    expect(json.findings).toEqual([{ field: 'message', message: expect.stringContaining('{{nobody}}') }])
    expect((await ask(latchkey, path)).json.wording).not.toBe('own')
  })

  test('are sent to the administrator who asks, five times a minute', async () => {
    const sent = await post('/sample', wording)
    expect(sent.json).toEqual({ succeeded: true, recipient: 'admin@example.test', reason: null })
    expect(relay.mails.at(-1)?.parsed.subject).toBe('Willkommen bei Latchkey')
    expect(refusedIn(await post('/sample', { message: 'No link' }))).toHaveProperty('message')
    relay.refuse({ stage: 'recipient', code: 550, text: 'No such mailbox', times: 1 })
    expect((await post('/sample', wording)).json).toMatchObject({
      succeeded: false,
      reason: expect.stringContaining('550'),
    })
    for (let count = 0; count < 3; count++) await post('/sample')
    expect(await post('/sample')).toMatchObject({ status: 429, json: { code: 'too-many-samples' } })
  })

  test.each(['nothing/en', 'invitation/xx', '__proto__/en', 'invitation/..%2Fen'])('%s is none', async (name) => {
    for (const method of ['GET', 'DELETE'])
      expect(await ask(latchkey, `/configuration/templates/${name}`, { method })).toMatchObject({
        status: 404,
        json: { code: 'unknown-template' },
      })
    const put = await ask(latchkey, `/configuration/templates/${name}`, { method: 'PUT', body: wording })
    expect(put.status).toBe(404)
  })

  test('are for keys with the scope alone', async () => {
    const reader = await keyFor(latchkey, ['settings:read'])
    expect((await ask(latchkey, path, { as: reader })).status).toBe(200)
    expect((await ask(latchkey, `${path}/preview`, { method: 'POST', as: reader })).status).toBe(200)
    expect((await ask(latchkey, `${path}/sample`, { method: 'POST', as: reader })).status).toBe(403)
    expect((await ask(latchkey, path, { method: 'DELETE', as: reader })).status).toBe(403)
    const writer = await keyFor(latchkey, ['settings:write'])
    expect((await ask(latchkey, path, { method: 'PUT', body: wording, as: writer })).status).toBe(200)
    expect((await ask(latchkey, path, { method: 'DELETE', as: writer })).status).toBe(204)
  })
})
