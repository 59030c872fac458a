import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, mailsTo, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const latchkey = useLatchkey()
const root = '/configuration/organization/templates'
const reset = `${root}/password-reset/en`
let smtp: TestSmtpServer
let console: Browser

const own = {
  subject: 'New password for {{username}}',
  heading: 'Choose a new one, {{displayName}}',
  message: 'Hello **{{displayName}}**.\n\n[Go]({{link}})\n\n- Asked from: {{askedFrom}}\n\nEnds {{until}}.',
}

beforeAll(async () => {
  smtp = await startSmtpServer()
  console = await moveIn(latchkey, smtp, [alice])
})
afterAll(() => smtp.close())

describe('Mail templates', () => {
  test('are listed by letter and language, and an unknown one is not found', async () => {
    await console.open(root)
    for (const word of ['Password reset', 'Password changed', 'Invitation', 'Deutsch', '日本語', 'العربية'])
      expect(console.text).toContain(word)
    for (const path of ['no-such-letter/en', 'password-reset/xx', 'password-reset/__proto__', 'constructor/en']) {
      await console.open(`${root}/${path}`)
      expect(console.status).toBe(404)
    }
  })

  test('word the letters that leave from then on, text and HTML', async () => {
    await console.open(reset)
    await console.submit('Save', own)
    expect(console.text).toContain('The template is saved')
    await forgot(latchkey, alice.username)
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.subject).toBe('New password for alice')
    expect(parsed.text).toContain('Hello alice.')
    expect(parsed.text).toMatch(/^https?:\/\/\S+token=\S+$/m)
    expect(parsed.html).toContain('<b>alice</b>')
    expect(parsed.html).not.toContain('{{')
  })

  test('turn what people are called into plain words, whatever it looks like', async () => {
    await console.open('/users/new')
    const name = '**x** [a]({{link}}) {{until}} <b>y'
    const eve = { username: 'eve', email: 'eve@example.test', given_name: name }
    await console.submit('Create and send invitation', eve)
    await latchkey.deps.background.idle()
    const { parsed } = lastMailTo(smtp, eve.email)
    expect(parsed.text).toContain('**x** [a]({{link}}) {{until}} <b>y')
    expect(parsed.html).toContain('**x** [a]({{link}}) {{until}} &lt;b&gt;y')
  })

  test.each([
    ['message', { message: 'There is no link here.' }, 'This letter is of no use without {{link}}: put it back'],
    ['message', { message: '{{link}} {{wrong}}' }, 'This letter has no {{wrong}}'],
    ['message', { message: '{{link}} {{username' }, 'A placeholder is not closed'],
    ['subject', { subject: 'Open {{link}}' }, 'The link belongs in the message'],
    ['subject', { subject: '' }, 'Enter a subject'],
    ['heading', { heading: 'x'.repeat(151) }, 'Use at most 150 characters here'],
  ])('cannot be saved where the %s would make a bad letter: %j', async (field, spoiled, message) => {
    await console.open(reset)
    await console.submit('Save', { ...own, ...spoiled })
    expect(console.status).toBe(422)
    expect(console.errorAt(field)).toContain(message)
    expect(console.form('Save').fields.message?.replaceAll('\r\n', '\n').trim()).toBe({ ...own, ...spoiled }.message)
  })

  test('are shown as they would arrive, unfinished ones too, in a frame where nothing is alive', async () => {
    await console.open(reset)
    expect(console.$('iframe[name=preview]').attr('src')).toBe(`${reset}/preview`)
    expect(console.headers['content-security-policy']).toContain("frame-src 'self'")
    await console.post(`${reset}/preview`, { ...own, message: 'Half {{wrong}} <script>alert(1)</script>' })
    expect(console.status).toBe(200)
    expect(console.html).toContain('Half {{wrong}} &lt;script&gt;')
    expect(console.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self';sandbox$/)
    expect(console.headers['x-frame-options']).toBe('SAMEORIGIN')
  })

  test('are sent to the administrator who asks, unsaved, once', async () => {
    const before = mailsTo(smtp, 'admin@example.test').length
    await console.open(reset)
    await console.submit('Send this to me', { ...own, subject: 'Only a sample' })
    expect(console.text).toContain('A sample is on its way to admin@example.test.')
    expect(lastMailTo(smtp, 'admin@example.test').parsed.subject).toBe('Only a sample')
    expect(mailsTo(smtp, 'admin@example.test')).toHaveLength(before + 1)
    await console.open(reset)
    expect(console.form('Save').fields.subject).toBe(own.subject)
  })

  test('say what the relay said where a sample is refused', async () => {
    smtp.refuse({ stage: 'recipient', code: 550, text: 'No such user here', times: 1 })
    await console.open(reset)
    await console.submit('Send this to me')
    expect(console.text).toContain('The sample was not accepted')
    expect(console.text).toContain('No such user here')
  })

  test('go back to the wording of the product with one click', async () => {
    await console.open(reset)
    await console.submit('Restore the default')
    expect(console.text).toContain('worded as it came with Latchkey again')
    expect(console.form('Save').fields.subject).toBe('Password reset was requested at {{organizationName}}')
    expect(() => console.form('Restore the default')).toThrow()
  })

  test('are one for each language', async () => {
    await console.open(`${root}/password-changed/de`)
    const german = {
      subject: 'Ihr Passwort wurde geändert',
      heading: 'Geändert',
      message: 'Guten Tag {{displayName}}.',
    }
    await console.submit('Save', german)
    await console.open(`${root}/password-changed/en`)
    expect(console.form('Save').fields.subject).toBe('Your password at {{organizationName}} was changed')
    await console.open(root)
    expect(console.$('li:contains("Deutsch") .tag').text()).toBe('yours')
  })
})
