import { expect, test } from 'vitest'
import { translator } from '../../src/languages/translate.ts'
import { browserName } from '../../src/letters/browser-name.ts'
import { inWords } from '../../src/letters/letter.ts'
import { render } from '../../src/letters/render.ts'
import { shippedTemplate } from '../../src/letters/shipped.ts'
import { someAdministrator, spoken } from '../../src/letters/spoken.ts'

const at = inWords(new Date('2026-11-23T13:05:00Z'))
const say = (values: Record<string, string>, language: string) => spoken(values, { language, t: translator(language) })

test.each([
  ['en', 'November 23, 2026 at 13:05 UTC'],
  ['de', '23. November 2026 um 13:05 UTC'],
  ['fr', '23 novembre 2026 à 13:05 UTC'],
  ['es', '23 de noviembre de 2026'],
  ['pt', '23 de novembro de 2026'],
  ['ja', '2026年11月23日 13:05 UTC'],
  ['ar', '23 نوفمبر 2026'],
])('a moment is said as people who read %s say it, and names its time zone', (language, moment) => {
  expect(say({ until: at }, language).until).toContain(moment)
  expect(say({ until: at }, language).until).toMatch(/13:05 UTC/)
})

test.each([
  ['30', 'en', '30 minutes'],
  ['1', 'en', '1 minute'],
  ['60', 'en', '60 minutes'],
  ['1440', 'en', '24 hours'],
  ['4320', 'en', '3 days'],
  ['30', 'de', '30 Minuten'],
  ['30', 'ja', '30 分'],
  ['2', 'ar', 'دقيقتان'],
  ['10', 'ar', '10 دقائق'],
  ['30', 'ar', '30 دقيقة'],
])('a lifetime of %s minutes is said whole in %s: %s', (minutes, language, words) => {
  const said = say({ lifetimeMinutes: minutes, codeLifetimeMinutes: minutes }, language)
  expect(said).toEqual({
    lifetimeMinutes: minutes,
    lifetime: words,
    codeLifetimeMinutes: minutes,
    codeLifetime: words,
  })
})

test('a browser and a nameless administrator are said, and what people are called is left alone', () => {
  const firefox = browserName('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')
  expect(say({ askedWith: firefox }, 'en').askedWith).toBe('Firefox 140 on Windows')
  expect(say({ askedWith: browserName('') }, 'en').askedWith).toBe('an unknown browser')
  expect(say({ invitedBy: someAdministrator }, 'en').invitedBy).toBe('an administrator')
  const names = { displayName: 'Firefox 140 on Windows', username: '2026', askedWith: '<b>x</b> on y' }
  expect(say(names, 'ar')).toEqual(names)
})

test.each(['2026-99-99 99:99 UTC', '2026-11-23 13:05 UTC', someAdministrator])(
  'somebody who calls themselves %j gets letters all the same, and is called so',
  (displayName) => {
    expect(say({ displayName, username: displayName, organizationName: displayName }, 'de').displayName).toBe(
      displayName,
    )
  },
)

test.each([
  'Call the help desk right now/1.0 (x) ',
  'Your account is hacked/99.1 Windows',
  'Open evil dot com and sign in/3 x',
])('a browser that claims to be %j is an unknown one', (claim) => {
  expect(browserName(claim)).toBe('an unknown browser')
})

test('a browser with a hyphen on a system with a number is said too', () => {
  expect(say({ askedWith: 'K-Meleon 76 on PlayStation 4' }, 'de').askedWith).toBe('K-Meleon 76 unter PlayStation 4')
})

test('an administrator’s own template with {{lifetimeMinutes}} goes on working', () => {
  const template = { subject: 'S', heading: 'H', message: 'It lives {{lifetimeMinutes}} minutes.' }
  const values = { organizationName: 'Acme', supportContact: '', lifetimeMinutes: '30' }
  expect(render(template, values, { language: 'en' }).text).toContain('It lives 30 minutes.')
})

test('a reset letter queued before there were codes leaves without what it does not know', () => {
  const values = {
    organizationName: 'Acme',
    supportContact: '',
    displayName: 'Alice',
    username: 'alice',
    link: 'https://id.example.org/reset-password?token=x',
    lifetimeMinutes: '30',
    until: at,
    askedAt: at,
    askedFrom: '203.0.113.7',
    askedWith: 'Firefox 140 on Windows',
  }
  const { text } = render(shippedTemplate('password-reset', 'en'), values, { language: 'en' })
  expect(text).toContain(values.link)
  expect(text).toContain('30 minutes')
  expect(text).not.toMatch(/code|another device|Stop the request|This was not me/)
})
