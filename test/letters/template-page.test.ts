import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageNames } from '../../src/languages/names.ts'
import { letterKinds } from '../../src/letters/kinds.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const latchkey = useLatchkey()
const root = '/configuration/organization/templates'
const arabic = {
  subject: 'كلمة مرور جديدة',
  heading: 'إعادة تعيين كلمة المرور',
  message: 'مرحبًا {{displayName}}.\n\n[اختيار]({{link}})\n\nالمدة {{lifetime}} حتى {{until}}.\n\n{{code}}',
}
let smtp: TestSmtpServer
let console: Browser

beforeAll(async () => {
  smtp = await startSmtpServer()
  console = await moveIn(latchkey, smtp, [alice])
})
afterAll(() => smtp.close())

describe('The page of a mail template', () => {
  test('leads to the same letter in every other language', async () => {
    await console.open(`${root}/invitation/ja`)
    const links = console.$('nav[aria-label="Languages of this letter"] a')
    const others = Object.keys(languageNames).filter((language) => language !== 'ja')
    expect(links.toArray().map((link) => console.$(link).attr('href'))).toEqual(
      others.map((language) => `${root}/invitation/${language}`),
    )
    expect(console.$('[aria-current=page][lang=ja]').text()).toBe('日本語')
    expect(console.$('html').attr('lang')).toBe('en')
  })

  test('takes Arabic words from the right and shows the letter in Arabic', async () => {
    await console.open(`${root}/password-reset/ar`)
    for (const field of ['subject', 'heading', 'message']) expect(console.$(`[name=${field}]`).attr('dir')).toBe('rtl')
    await console.post(`${root}/password-reset/ar/preview`, arabic)
    expect(console.html).toContain('<html lang="ar" dir="rtl">')
    expect(console.html).toMatch(/30 دقيقة/)
    expect(console.html).toMatch(/class="code" dir="ltr"/)
  })

  test('sends the sample in the language of the template', async () => {
    await console.open(`${root}/password-reset/ar`)
    await console.submit('Send this to me', arabic)
    const { parsed } = lastMailTo(smtp, 'admin@example.test')
    expect(parsed.headers.get('content-language')).toBe('ar')
    expect(parsed.subject).toBe(arabic.subject)
    expect(parsed.text).toMatch(/30 دقيقة/)
  })

  test.each(Object.entries(letterKinds))(
    'has a sample value for whatever %s may hold',
    async (kind, { placeholders }) => {
      const message = Object.keys(placeholders)
        .map((name) => `{{${name}}}`)
        .join('\n\n')
      await console.open(`${root}/${kind}/en`)
      await console.post(`${root}/${kind}/en/preview`, { subject: 'S', heading: 'H', message })
      expect(console.status).toBe(200)
      expect(console.html).not.toContain('{{')
    },
  )

  test('shows a letter with a link nobody knows, as it shows any other that is not finished', async () => {
    await console.open(`${root}/invitation/en`)
    await console.post(`${root}/invitation/en/preview`, { subject: 'S', heading: 'H', message: '[x]({{strangeLink}})' })
    expect(console.status).toBe(200)
  })
})

test('a person who reads Arabic gets the letter in Arabic, with the administrator’s words', async () => {
  await console.open(`${root}/password-reset/ar`)
  await console.submit('Save', arabic)
  const visitor = await signIn(latchkey, alice)
  await visitor.open('/my-account/language')
  await visitor.submit('Save language', { language: 'ar' })
  await forgot(latchkey, alice.username)
  const { parsed } = lastMailTo(smtp, alice.email)
  expect(parsed.headers.get('content-language')).toBe('ar')
  expect(parsed.html).toContain('<html lang="ar" dir="rtl">')
  expect(parsed.text).toMatch(/^https?:\/\/\S+token=\S+$/m)
})
