import { describe, expect, test } from 'vitest'
import { coloursOf } from '../../src/letters/colours.ts'
import { letterKinds } from '../../src/letters/kinds.ts'
import { lintTemplate } from '../../src/letters/lint.ts'
import { render } from '../../src/letters/render.ts'
import { wrap } from '../../src/letters/wrap.ts'
import { contrastWithWhite, readableShade } from '../../src/web/colour.ts'

const link = 'https://id.example.org/reset-password?token=abc'
const notMeLink = 'https://id.example.org/not-me?token=abc'
const values = { organizationName: 'Acme (Berlin)', supportContact: 'help@example.org', displayName: 'Alice', link }
const arabic = {
  subject: 'كلمة مرور جديدة',
  heading: 'إعادة تعيين كلمة المرور',
  message:
    'مرحبًا {{displayName}}.\n\n[اختيار كلمة مرور]({{link}})\n\n{{code}}\n\n- المتصفح: {{askedWith}}\n\n[لم أكن أنا]({{notMeLink}})',
}
const extra = { code: '1234 5678', askedWith: 'Firefox 140 on Windows', notMeLink }
const letterOf = (message: string, more: Record<string, string> = {}) =>
  render({ subject: 'S', heading: 'H', message }, { ...values, ...more }, { language: 'en' })

describe('A letter from right to left', () => {
  const { text, html, subject } = render(arabic, { ...values, ...extra }, { language: 'ar' })

  test('says so on the page and on every block, as mail programs drop the page around it', () => {
    expect(html).toContain('<html lang="ar" dir="rtl">')
    expect(html).toMatch(/<table[^>]* lang="ar" dir="rtl"/)
    expect(html.match(/<(?:p|h1)\b(?![^>]*dir=)[^>]*>/g)).toBeNull()
    expect(html).not.toMatch(/text-align:left(?![^>]*word-break)/)
  })

  test('mirrors the facts', () => {
    expect(html).toMatch(/<table[^>]*dir="rtl"[^>]*class="facts"/)
    expect(html).toContain('padding-right:18px;padding-left:6px')
  })

  test('keeps addresses and the code from left to right, bare for copying', () => {
    expect(html).toMatch(/<p dir="ltr"[^>]*><a [^>]*>https:[^<]*token=abc<\/a>/)
    expect(html).toMatch(/<td class="code" dir="ltr"[^>]*>1234 5678<\/td>/)
    for (const line of [link, notMeLink, '1234 5678']) expect(text.split('\n')).toContain(line)
  })

  test('closes foreign names in, in both parts, and its plain lines run from the right', () => {
    for (const part of [text, html]) {
      expect(part).toContain('\u2068Alice\u2069')
      expect(part).toContain('\u2068Acme (Berlin)\u2069')
    }
    for (const line of text.split('\n').filter((one) => /[\u0600-\u06ff]/.test(one))) expect(line).toMatch(/^\u200f/)
    expect(subject).toBe('كلمة مرور جديدة')
  })
})

test('an Arabic name does not turn an English sentence about, and an English one carries no marks', () => {
  expect(letterOf('Hello {{displayName}}, 30.', { displayName: 'محمد' }).text).toContain('Hello \u2068محمد\u2069, 30.')
  expect(letterOf('Hello {{displayName}}, 30.').text).toContain('Hello Alice, 30.')
})

test('the support contact that is an address stays one', () => {
  const html = letterOf('x', { supportContact: 'https://help.example.org', displayName: 'محمد' }).html
  expect(html).toContain('Questions: https://help.example.org\n')
})

describe('A short code', () => {
  test('alone on a line is set large and whole, and plain in the text', () => {
    const { text, html } = letterOf('Enter it:\n\n{{ code }}\n\nThere.', { code: '1234 5678' })
    expect(html).toMatch(/<td class="code" dir="ltr"[^>]*letter-spacing[^>]*user-select:all[^>]*>1234 5678<\/td>/)
    expect(text).toContain('Enter it:\n\n1234 5678\n\nThere.')
  })

  test('never stands in the subject, which locked screens show', () => {
    const kind = letterKinds['password-reset']
    const template = { subject: 'Your code {{code}}', heading: 'H', message: '[Go]({{link}})' }
    expect(kind && lintTemplate(kind, template)).toEqual({ subject: 'The code belongs in the message' })
  })

  test.each([
    ['Code:{{code}}.', undefined],
    ['コードは「{{code}}」です。', undefined],
    ['https://evil.test/?c={{ code }}', 'space before and after {{code}}'],
    ['{{code}}.evil.test', 'space before and after {{code}}'],
    ['{{code}}@evil.test', 'space before and after {{code}}'],
    ['{{supportContact}}{{code}}', 'space before and after {{code}}'],
  ])('is no part of an address, to which it would be told: %s', (words, fault) => {
    const kind = letterKinds['password-reset-code']
    const { message } = (kind && lintTemplate(kind, { subject: 'S', heading: 'H', message: words })) ?? {}
    if (fault) expect(message).toContain(fault)
    else expect(message).toBeUndefined()
  })
})

test('a second link alone on a line is a quiet one, and its label stands before it in the text', () => {
  const { text, html } = letterOf('[Go]({{link}})\n\n[Not me]({{notMeLink}})', { notMeLink })
  expect(html.match(/class="button"/g)).toHaveLength(1)
  expect(html).toContain(`<a class="plain" href="${notMeLink}"`)
  expect(text).toContain(`Not me:\n\n${notMeLink}\n`)
  expect(text).toContain(`Go:\n\n${link}\n`)
})

describe('The text part', () => {
  test('has lines of at most 76 columns, no stray space and no two empty lines', () => {
    const { text } = letterOf(
      `${'Words of a long paragraph. '.repeat(20)}\n\n- Browser: ${'Firefox '.repeat(20)}\n\n{{link}}`,
    )
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(76)
    expect(text.replace('\n-- \n', '\n')).not.toMatch(/[ \t]\n|\n\n\n|^\s/)
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true)
  })

  test('breaks between words, keeps indents and never breaks an address', () => {
    const address = `https://id.example.org/?token=${'x'.repeat(90)}`
    expect(wrap(`open ${address} now`).split('\n')).toEqual(['open', address, 'now'])
    expect(
      wrap(`  ${'word '.repeat(30)}`)
        .split('\n')
        .every((line) => /^ {2}\w.*\w$/.test(line)),
    ).toBe(true)
    expect(wrap('-- ')).toBe('-- ')
    const french = wrap(`${'x'.repeat(70)} demande\u00a0: oui`)
    expect(french.split('\n')[1]).toBe('demande\u00a0: oui')
  })

  test('breaks Japanese between characters, and never before a closing mark', () => {
    const lines = wrap('リンクは一度だけ有効です。'.repeat(12)).split('\n')
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) {
      expect([...line].length).toBeLessThanOrEqual(39)
      expect(line).not.toMatch(/^[。、ーっッ]/)
    }
    expect(lines.join('')).toBe('リンクは一度だけ有効です。'.repeat(12))
  })
})

describe('Colours', () => {
  const onDark = (colour: string) => contrastWithWhite('#1d2325') / contrastWithWhite(colour)
  const brands = ['#000000', '#0000ff', '#ff0000', '#00ff00', '#ffff00', '#777777', '#0f5a47', '#7a0046'].map(
    readableShade,
  )

  test.each(brands)('of an organisation can be read on a light card and on a dark one: %s', (colour) => {
    const { brand, tint } = coloursOf(colour)
    expect(contrastWithWhite(brand)).toBeGreaterThanOrEqual(4.5)
    expect(onDark(tint)).toBeGreaterThanOrEqual(4.5)
  })

  test('of words can be read on what they stand on', () => {
    const { html } = letterOf('Hello.\n\n- A: b\n\n[Go]({{link}})\n\n{{code}}', { code: '1234' })
    const white = ['#ffffff', '#f2f5f5', '#f2f4f4'].map(contrastWithWhite)
    const words = [...html.matchAll(/[;"]color:(#\w{6})/g)]
      .map(([, colour]) => colour ?? '')
      .filter((one) => one !== '#ffffff')
    expect(words.length).toBeGreaterThan(5)
    for (const colour of words) expect(contrastWithWhite(colour) / Math.max(...white)).toBeGreaterThanOrEqual(4.5)
  })
})
