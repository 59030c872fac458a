import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readRevision, readSettings, writeSettings } from '../../src/organization/settings.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, signInToConsole } from '../support/people.ts'
import { ask } from './configuration-program.ts'

const bare = { latchkey: 'settings', format: 1 }
const letter = { subject: 'Come in', heading: 'Welcome', message: 'Hello {{displayName}}.\n\n[Begin]({{link}})' }

describe('settings that several change at the same moment', () => {
  const latchkey = useLatchkey()

  beforeAll(() => becomeAdministrator(latchkey))
  beforeEach(() => latchkey.clock.advanceMinutes(11))

  const get = async (path: string) => (await ask(latchkey, path)).json
  const send = (method: string, path: string, body: unknown) => ask(latchkey, path, { method, body })
  const patch = (tab: string, body: unknown) => send('PATCH', `/configuration/${tab}`, body)

  async function entriesOf(subject: string): Promise<number> {
    return (await get(`/audit?action=${subject}.changed&limit=100`)).items.length
  }

  test('each change of a field goes in, whoever changes the others meanwhile', async () => {
    const fields = { link_lifetime_minutes: 20, minimum_password_length: 17, limit_everyone: 77, session_hours: 5 }
    const before = await entriesOf('system')
    const answers = await Promise.all(Object.entries(fields).map(([name, value]) => patch('system', { [name]: value })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await get('/configuration/system')).toMatchObject(fields)
    expect(await entriesOf('system')).toBe(before + 4)
  })

  test('a form that is saved whole loses nothing of another one', async () => {
    const [system, recovery] = [await signInToConsole(latchkey), await signInToConsole(latchkey)]
    await system.open('/configuration/organization/system')
    await recovery.open('/configuration/organization/recovery')
    await Promise.all([
      system.submit('Update', { link_lifetime_minutes: '25' }),
      recovery.submit('Update', { password_history: '4' }),
      patch('organization', { support_contact: 'the desk' }),
    ])
    expect(await get('/settings')).toMatchObject({
      organization: { support_contact: 'the desk' },
      system: { link_lifetime_minutes: 25 },
      recovery: { password_history: 4 },
    })
  })

  test('what was decided on older settings is not written', async () => {
    const { settings, revision } = await readRevision()
    expect(await writeSettings({ recovery: { ...settings.recovery, passwordHistory: 7 } }, revision)).toBe(true)
    expect(await writeSettings({ recovery: settings.recovery }, revision)).toBe(false)
    expect(await writeSettings({ recovery: settings.recovery }, 0)).toBe(false)
    expect((await readSettings()).recovery.passwordHistory).toBe(7)
  })

  test('a document of several sections is never seen half in', async () => {
    const seen = new Set<string>()
    let isDone = false
    const look = async () => {
      const { organizationName, system, recovery } = await readSettings()
      seen.add(`${organizationName} ${system.linkLifetimeMinutes} ${recovery.passwordHistory}`)
    }
    const looking = (async () => {
      for (; !isDone; await new Promise(setImmediate)) await look()
      await look()
    })()
    const put = (name: string, minutes: number, history: number) =>
      send('PUT', '/settings', {
        ...bare,
        organization: { name },
        system: { link_lifetime_minutes: minutes },
        recovery: { password_history: history },
      })
    await put('One', 31, 1)
    seen.clear()
    await put('Two', 32, 2)
    isDone = true
    await looking
    expect([...seen].sort()).toEqual(['One 31 1', 'Two 32 2'])
  })

  test('the letters of a document that was stopped behind its one write are worded by others', async () => {
    const { revision } = await readRevision()
    const letters = [{ name: 'invitation/de', wording: letter }]
    await writeSettings({ lettersToWord: { since: latchkey.clock.now(), letters } }, revision)
    await latchkey.deps.background.idle()
    expect((await get('/settings')).templates).toEqual({})
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    expect((await get('/settings')).templates).toEqual({ 'invitation/de': letter })
    await send('PUT', '/settings', { ...bare, templates: {} })
    await latchkey.deps.background.idle()
    expect((await get('/settings')).templates).toEqual({})
  })

  test('a document that comes next counts for more than the one that was stopped', async () => {
    const { revision } = await readRevision()
    const letters = [{ name: 'invitation/de', wording: letter }]
    await writeSettings({ lettersToWord: { since: latchkey.clock.now(), letters } }, revision)
    const put = await send('PUT', '/settings', { ...bare, templates: {} })
    expect(put.json.changes).toEqual(['templates.invitation/de: goes back to the words Latchkey brings'])
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    expect((await get('/settings')).templates).toEqual({})
  })

  test.each(['system', 'recovery', 'organization'])('the audit log hears of %s only where it changed', async (tab) => {
    const before = await entriesOf(tab)
    const saved = await get(`/configuration/${tab}`)
    expect((await send('PUT', `/configuration/${tab}`, saved)).status).toBe(200)
    expect((await patch(tab, {})).status).toBe(200)
    expect(await entriesOf(tab)).toBe(before)
    const change = { system: { session_hours: 9 }, recovery: { password_history: 3 }, organization: { name: 'Anew' } }
    await patch(tab, change[tab as keyof typeof change])
    expect(await entriesOf(tab)).toBe(before + 1)
  })

  test('the audit log hears of the SMTP server and of letters only where they changed', async () => {
    const path = '/configuration/templates/invitation/fr'
    const smtp = { host: 'relay.example', port: 587, from_name: 'Desk', from_email: 'desk@hafen.example' }
    for (const [where, body] of [
      ['/configuration/smtp', { ...smtp, authentication: 'none' }],
      [path, letter],
    ] as const) {
      const subject = where === path ? 'template' : 'smtp'
      const before = await entriesOf(subject)
      for (const _ of [1, 2]) expect((await send(where === path ? 'PUT' : 'PATCH', where, body)).status).toBe(200)
      expect(await entriesOf(subject)).toBe(before + 1)
    }
  })
})
