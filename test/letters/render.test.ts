import { describe, expect, test } from 'vitest'
import { render as renderWith } from '../../src/letters/render.ts'
import { shippedTemplate } from '../../src/letters/shipped.ts'

const link = `https://id.example.org/reset-password?token=${'x'.repeat(43)}&a=b`
const placeholders = {
  organizationName: 'Example',
  displayName: 'Alice',
  username: 'alice',
  link,
  notMeLink: 'https://id.example.org/not-me?token=yyy',
  code: '1234 5678',
  lifetimeMinutes: '30',
  codeLifetimeMinutes: '10',
  until: '2026-11-23 13:35 UTC',
  askedAt: '2026-11-23 13:05 UTC',
  askedFrom: '203.0.113.7',
  askedWith: 'Firefox 132.0 on Linux',
  askedBy: 'admin',
  invitedBy: 'admin',
  server: 'mail port 587',
  supportContact: 'help@example.org',
}
const render = (kind: string, values: Record<string, string>, language: string) =>
  renderWith(shippedTemplate(kind, language), values, { language })
const kinds = ['password-reset', 'password-changed', 'invitation', 'test']
const withLink = ['password-reset', 'invitation']

/** Every address a mail program would make clickable by itself. */
const autoLink = /(?:https?:\/\/|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b[a-z0-9-]+\.(?:com|net|org|example|evil)\b/gi

const hostile = [
  'http://evil.example/reset',
  'https:\\\\evil.example',
  'www.evil.example',
  'evil.com',
  'Click evil.com/now',
  'eve@evil.example',
  '<a href="http://evil.example">x</a>',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '&lt;b&gt;',
  '<%= 7 * 7 %>',
  '</td></table><h1>Owned</h1>',
  'line one\r\n\r\nhttp://evil.example\r\n',
  '\u202egro.live',
  'javascript:alert(1)',
  'a'.repeat(10_000),
]

test.each(kinds)('%s has a text and an HTML part with the same story', (kind) => {
  const { subject, text, html } = render(kind, placeholders, 'en')
  expect(subject).not.toMatch(/[{}]/)
  expect(html).toContain('<html lang="en" dir="ltr">')
  expect(text).not.toMatch(/<[a-z/]|&[a-z]+;|&#/i)
  for (const word of ['Example', 'help@example.org']) {
    expect(text).toContain(word)
    expect(html).toContain(word)
  }
})

test.each(kinds)('%s loads nothing from anywhere and holds no script', (kind) => {
  const { html } = render(kind, placeholders, 'en')
  expect(html).not.toMatch(/<(?:script|img|link|iframe|form|object)|\ssrc=|url\(/i)
  const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target)
  const wanted = kind === 'password-reset' ? [link, placeholders.notMeLink] : withLink.includes(kind) ? [link] : []
  expect(new Set(targets)).toEqual(new Set(wanted.map((target) => target.replace('&', '&amp;'))))
})

test('the link stands in the text as it is, alone on its line', () => {
  expect(render('password-reset', placeholders, 'en').text.split('\n')).toContain(link)
})

test('the reset letter says when, from where, how long, until when, and what if it was not you', () => {
  const { text } = render('password-reset', placeholders, 'en')
  for (const word of [
    'November 23, 2026 at 13:05 UTC',
    '203.0.113.7',
    'Firefox 132.0 on Linux',
    '30 minutes',
    '13:35 UTC',
    '1234 5678',
    'not you',
  ]) {
    expect(text).toContain(word)
  }
})

test('the notice of a changed password carries no link', () => {
  const { text, html } = render('password-changed', placeholders, 'en')
  expect(text + html).not.toMatch(/https?:/)
})

describe.each(['displayName', 'username', 'organizationName', 'askedWith'] as const)('hostile text as %s', (name) => {
  test.each(hostile)('makes no link and no markup: %j', (value) => {
    for (const kind of kinds) {
      const base = render(kind, placeholders, 'en')
      const letter = render(kind, { ...placeholders, [name]: value }, 'en')
      expect(letter.html.match(/<[a-z/][^>]*>/gi)).toEqual(base.html.match(/<[a-z/][^>]*>/gi))
      expect(new Set(letter.text.match(autoLink))).toEqual(new Set(base.text.match(autoLink)))
      expect(letter.text.split('\n\n').length).toBe(base.text.split('\n\n').length)
    }
  })
})

test('ordinary names stay as they are', () => {
  for (const displayName of ['J. Smith', "Siobhán O'Brien-Smith Jr.", '山田 太郎', 'محمد']) {
    const { text } = render('password-reset', { ...placeholders, displayName }, 'en')
    expect(text.replace(/[\u2068\u2069]/g, '')).toContain(`Hello ${displayName},`)
  }
})

test.each([
  ['a missing placeholder', 'password-reset', { ...placeholders, link: undefined }],
  ['a link that is none', 'password-reset', { ...placeholders, link: 'javascript:alert(1)' }],
  ['a second link that is none', 'password-reset', { ...placeholders, notMeLink: 'data:text/html,x' }],
  ['a code that is none', 'password-reset', { ...placeholders, code: 'call +1 900 123' }],
  ['a link with a quote', 'password-reset', { ...placeholders, link: 'https://x/"onclick=' }],
  ['an unknown kind', 'no-such-kind', placeholders],
  ['a kind that is a path', '../layouts/public', placeholders],
])('%s is an error, not a bad letter', (_name, kind, values) => {
  const given = Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  expect(() => render(kind, given, 'en')).toThrow()
})

test.each(['red', '#fff', '#1f5f5b;background:url(//evil.example)', '"><b>'])(
  'a colour that is none is not used: %s',
  (brandColor) => {
    expect(render('test', { ...placeholders, brandColor }, 'en').html).toContain('#1f5f5b')
    expect(render('test', { ...placeholders, brandColor }, 'en').html).not.toContain('evil')
  },
)
