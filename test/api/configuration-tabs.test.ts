import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, signInToConsole } from '../support/people.ts'
import { ask, keyFor, refusedIn } from './configuration-program.ts'

const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe('the tabs of the configuration by program', () => {
  const latchkey = useLatchkey()

  beforeAll(() => becomeAdministrator(latchkey))
  beforeEach(() => latchkey.clock.advanceMinutes(11))

  const get = async (tab: string) => (await ask(latchkey, `/configuration/${tab}`)).json
  const put = (tab: string, body: unknown) => ask(latchkey, `/configuration/${tab}`, { method: 'PUT', body })
  const patch = (tab: string, body: unknown) => ask(latchkey, `/configuration/${tab}`, { method: 'PATCH', body })

  test('the system configuration is numbers and truth values, with a status line that is true', async () => {
    expect(await get('system')).toMatchObject({
      ...{ self_service_password_reset: false, link_lifetime_minutes: 30, notify_on_success: true, session_hours: 24 },
      status: { kind: 'off', text: 'Off. The sign-in page shows no link.' },
    })
    const on = await patch('system', { self_service_password_reset: true, link_lifetime_minutes: 45 })
    expect(on.json).toMatchObject({ link_lifetime_minutes: 45, status: { kind: 'warning' } })
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/system')
    expect(console.form('Update').fields).toMatchObject({
      ...{ self_service_password_reset: 'on', link_lifetime_minutes: '45', notify_on_success: 'on' },
    })
    await console.open('/audit?subject=system')
    expect(console.text).toContain('reset on, by API')
  })

  test('the system configuration takes back what it told', async () => {
    const before = await get('system')
    expect(await put('system', before)).toMatchObject({ status: 200, json: before })
    const { notify_on_success: _, ...less } = before
    expect(refusedIn(await put('system', less))).toEqual({ notify_on_success: 'Write true or false here' })
    expect(refusedIn(await put('system', { ...before, status: 'on' }))).toHaveProperty('status')
  })

  test.each([
    ['system', { link_lifetime_minutes: 9 }, { link_lifetime_minutes: 'Write a whole number from 10 to 60' }],
    ['system', { link_lifetime_minutes: 30.5 }, { link_lifetime_minutes: 'Write a whole number from 10 to 60' }],
    ['system', { link_lifetime_minutes: '30' }, { link_lifetime_minutes: 'Write a whole number from 10 to 60' }],
    ['system', { notify_on_success: 'on' }, { notify_on_success: 'Write true or false here' }],
    ['system', { notify: true }, { notify: 'There is no such field here' }],
    ['recovery', { password_history: 11 }, { password_history: 'Write a whole number from 0 to 10' }],
    ['recovery', { auto_login: true }, { auto_login: expect.stringContaining('A reset never signs anybody in') }],
    ['organization', { name: '' }, { name: 'Enter the name people know your organisation by' }],
    ['organization', { brand_color: '#ffff00' }, { brand_color: expect.stringContaining('hard to read') }],
    ['organization', { brand_color: 'green' }, { brand_color: expect.stringContaining('Enter a colour') }],
    ['organization', { logo: 'data:image/svg+xml;base64,PHN2Zy8+' }, { logo: expect.stringContaining('PNG, JPEG') }],
    ['organization', { logo: 7 }, { logo: 'Write null or a text here' }],
    ['organization', { remove_logo: true }, { remove_logo: 'There is no such field here' }],
  ])('of %s are refused beside their fields: %j', async (tab, body, errors) => {
    const before = await get(tab)
    expect(refusedIn(await patch(tab, body))).toEqual(errors)
    expect(await get(tab)).toEqual(before)
  })

  test('account recovery is saved whole and in part', async () => {
    const before = await get('recovery')
    expect(before).toMatchObject({ username_recovery: false, password_history: 0, forced_reset_link: true })
    expect(before).not.toHaveProperty('auto_login')
    const part = await patch('recovery', { password_history: 5 })
    expect(part.json).toEqual({ ...before, password_history: 5 })
    expect((await put('recovery', { ...before, auto_login: false })).json).toEqual(before)
  })

  test('the organization has its name, its colour and its logo', async () => {
    const changed = await patch('organization', { name: 'Hafen Library', logo: picture })
    expect(changed.json).toMatchObject({ name: 'Hafen Library', brand_color: '#0f5a47', logo: picture })
    const visitor = await latchkey.visitor().open('/sign-in')
    expect(visitor.$('img[src*="logo"]').length).toBeGreaterThan(0)
    const whole = await put('organization', { name: 'Hafen Library', brand_color: '#123456' })
    expect(whole.json).toMatchObject({ support_contact: '', brand_color: '#123456', logo: picture })
    expect((await patch('organization', { logo: null })).json.logo).toBeNull()
    expect((await latchkey.visitor().open('/sign-in')).text).toContain('Hafen Library')
  })

  test('a logo of 200 kB is room enough, and more is told so', async () => {
    const large = (bytes: number) => {
      const padded = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(bytes - 8)])
      return `data:image/png;base64,${padded.toString('base64')}`
    }
    expect((await patch('organization', { logo: large(200 * 1024) })).status).toBe(200)
    expect(refusedIn(await patch('organization', { logo: large(200 * 1024 + 1) }))).toHaveProperty('logo')
    expect((await patch('organization', { logo: null })).status).toBe(200)
  })

  test.each(['system', 'recovery', 'organization'])('%s is for keys with the scope alone', async (tab) => {
    const [reader, other] = [await keyFor(latchkey, ['settings:read']), await keyFor(latchkey, ['users:write'])]
    const path = `/configuration/${tab}`
    expect((await ask(latchkey, path, { as: reader })).status).toBe(200)
    expect((await ask(latchkey, path, { as: other })).status).toBe(403)
    for (const method of ['PUT', 'PATCH'])
      expect((await ask(latchkey, path, { method, body: {}, as: reader })).status).toBe(403)
    const writer = await keyFor(latchkey, ['settings:write'])
    expect((await ask(latchkey, path, { method: 'PATCH', body: {}, as: writer })).status).toBe(200)
  })
})
