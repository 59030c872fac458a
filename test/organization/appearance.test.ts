import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contrastWithWhite, readableShade } from '../../src/web/colour.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { upload } from '../support/upload.ts'

const latchkey = useLatchkey()
const path = '/configuration/organization/appearance'
const fields = { name: 'Harbour Light', support_contact: 'help@harbour.example', brand_color: '#7a1f5c' }
const more = Object.entries(fields)
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
let smtp: TestSmtpServer
let console: Browser

beforeAll(async () => {
  smtp = await startSmtpServer()
  console = await moveIn(latchkey, smtp, [alice])
})
afterAll(() => smtp.close())

describe('The Organization tab', () => {
  test('gives pages and mails a name, a support contact and a colour', async () => {
    await console.open(path)
    await console.submit('Update', fields)
    expect(console.text).toContain('Saved.')
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in')
    expect(visitor.text).toContain('Harbour Light')
    const css = visitor.$('link[href^="/brand/"]').attr('href')
    const style = await visitor.send('GET', String(css))
    expect([style.status, style.body.trim()]).toEqual([200, ':root { --brand: #7a1f5c; }'])
    expect(style.header('cache-control')).toContain('immutable')
    await forgot(latchkey, alice.username)
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.subject).toContain('Harbour Light')
    expect(parsed.text).toContain('help@harbour.example')
    expect(parsed.html).toContain('background:#7a1f5c')
  })

  test('refuses a colour on which white words cannot be read, and offers a shade that works', async () => {
    await console.open(path)
    await console.submit('Update', { ...fields, brand_color: '#ffcc00' })
    expect(console.status).toBe(422)
    const offered = /Try (#[0-9a-f]{6})/.exec(console.errorAt('brand_color'))?.[1] ?? ''
    expect(contrastWithWhite(offered)).toBeGreaterThanOrEqual(4.5)
    const stolen = await console.send('GET', '/brand/ffcc00.css')
    expect(stolen.status).toBe(404)
  })

  test('shows an uploaded logo on every page of both doors, until it is removed', async () => {
    await console.open(path)
    await upload(console, path, { file: png, more })
    expect(console.status).toBe(303)
    for (const browser of [console, latchkey.visitor()]) {
      await browser.open(browser === console ? path : '/sign-in')
      const logo = await browser.send('GET', String(browser.$('.brand img').attr('src')))
      expect([logo.status, logo.header('content-type')]).toEqual([200, 'image/png'])
      expect(logo.header('x-content-type-options')).toBe('nosniff')
    }
    await forgot(latchkey, alice.username)
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.attachments.map(({ cid, contentType }) => [cid, contentType])).toEqual([['logo', 'image/png']])
    await console.open('/configuration/organization/templates/password-reset/en/preview')
    expect(console.html).toContain('src="data:image/png;base64,')
    await console.open(path)
    await console.submit('Update', { remove_logo: 'on' })
    expect(console.$('.brand img').attr('src')).toMatch(/^\/assets\/logo\.svg/)
  })

  test.each([
    ['a picture that could hold script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a page under the name of a picture', Buffer.from('<html><script>alert(1)</script></html>')],
  ])('refuses %s beside the field', async (_what, file) => {
    await console.open(path)
    await upload(console, path, { file, more })
    expect(console.status).toBe(422)
    expect(console.html).toContain('Choose a PNG, JPEG or WebP picture')
  })

  test('refuses a picture of more than 200 kB and says so', async () => {
    await console.open(path)
    const bytes = Buffer.concat([png, Buffer.alloc(201 * 1024)])
    await upload(console, path, { file: bytes, more })
    expect(console.status).toBe(422)
    expect(console.html).toContain('at most 200 kB')
  })

  test('needs the form token and an administrator, as every form does', async () => {
    await console.open(path)
    expect((await upload(console, path, { file: png, more, token: 'forged' })).status).toBe(403)
    const stranger = latchkey.console()
    await stranger.open('/sign-in')
    expect((await upload(stranger, path, { file: png, more })).status).toBe(303)
    await stranger.open(path)
    expect(stranger.heading).toBe('Sign in to the console')
  })
})

describe('A readable shade', () => {
  test.each(['#ffffff', '#ffcc00', '#00ffff', '#777777', '#0f5a47', '#000000'])(
    'of %s carries white words',
    (colour) => {
      expect(contrastWithWhite(readableShade(colour))).toBeGreaterThanOrEqual(4.5)
    },
  )
})
