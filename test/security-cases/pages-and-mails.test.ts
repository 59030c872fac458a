import * as cheerio from 'cheerio'
import { describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { forgot, lastMailTo, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { encode, expectSafe, nothingBroke, recordOf, useHome } from './people-at-home.ts'

const payloads = [
  '"><svg onload=1>',
  "'-alert(1)-'",
  '</script><script>alert(1)</script>',
  '{{1337*7}}',
  '<%= 1337*7 %>',
  'a\u2028b',
  'a\u202eb',
  '<img src=x onerror=alert(1)>',
]

/** What 1337*7 comes to, not as a part of a hash or an id. */
const computed = /(?<![\w-])9359(?![\w-])/

describe('hostile words', () => {
  const home = useHome()

  /** Nothing of a page is alive but the house's own files, and no template took a word for its own. */
  function expectInert(html: string, where: string): void {
    const $ = cheerio.load(html)
    const alive = $('*')
      .toArray()
      .flatMap((node) => ('attribs' in node ? Object.entries(node.attribs) : []))
      .filter(([name, value]) => /^on/i.test(name) || /^\s*javascript:/i.test(value))
    expect([where, alive]).toEqual([where, []])
    const scripts = $('script')
      .toArray()
      .map((one) => [$(one).attr('src')?.startsWith('/assets/') ?? false, $(one).text()])
    expect([where, scripts.filter(([own, text]) => !own || text)]).toEqual([where, []])
    expect([where, $('img[src="x"], svg[onload], iframe[srcdoc]').length, computed.test(html)]).toEqual([
      where,
      0,
      false,
    ])
  }

  async function crawl(browser: Browser, start: string): Promise<number> {
    const [seen, waiting] = [new Set<string>(), [start]]
    for (let path = waiting.shift(); path !== undefined && seen.size < 120; path = waiting.shift()) {
      if (seen.has(path) || /\/templates\/[a-z-]+\/(?!en\b)|\/assets\//.test(path)) continue
      seen.add(path)
      const answer = await browser.send('GET', path)
      expectSafe(answer)
      if (!answer.header('content-type').startsWith('text/html')) continue
      expectInert(answer.body, path)
      const $ = cheerio.load(answer.body)
      waiting.push(
        ...$('a[href^="/"]')
          .toArray()
          .map((one) => ($(one).attr('href') ?? '/').split('#')[0] ?? '/'),
      )
    }
    return seen.size
  }

  test.each(payloads)(
    'B22 is text on every page and in every mail: %j',
    async (payload) => {
      const { latchkey, smtp, alice } = home
      // A browser's header holds ASCII; the rest of the payload arrives as it is.
      const headers = { 'User-Agent': payload.replaceAll(/[^\x20-\x7e]/g, '') || 'x' }
      const member = await signIn(latchkey, alice)
      await member.open('/my-account')
      const profile = encode({ given_name: payload, family_name: payload, _csrf: member.formToken })
      expect((await member.send('POST', '/my-account/profile', { body: profile, headers })).status).toBe(303)
      const stranger = await latchkey.visitor().open('/forgot-password')
      const asked = encode({ identifier: alice.username, _csrf: stranger.formToken })
      await stranger.send('POST', '/forgot-password', { body: asked, headers })
      await forgot(latchkey, payload)
      for (const path of ['/sign-in', '/forgot-password'])
        for (const key of ['next', 'return_to', 'q'])
          expectInert((await stranger.send('GET', `${path}?${key}=${encodeURIComponent(payload)}`)).body, path)
      const refused = encode({
        identifier: payload,
        password: 'wrong',
        _csrf: (await stranger.open('/sign-in')).formToken,
      })
      expectInert((await stranger.send('POST', '/sign-in', { body: refused, headers })).body, 'sign-in')

      const console = await signInToConsole(latchkey)
      await console.open('/users/new')
      const named = await console.send('POST', '/users/new', {
        body: encode({
          username: payload,
          email: 'third@example.test',
          given_name: '',
          family_name: '',
          _csrf: console.formToken,
        }),
      })
      expect(named.status).toBe(422)
      expectInert(named.body, 'new user')
      await console.open('/configuration/organization/smtp')
      const { fields } = console.form('Update')
      const wrong = encode({ ...fields, host: payload, from_name: payload, action: 'update' })
      const smtpPage = await console.send('POST', '/configuration/organization/smtp', { body: wrong })
      expect(smtpPage.status).toBe(422)
      expectInert(smtpPage.body, 'smtp')
      await console.submit('Update', { from_name: payload })
      expect(console.text).toContain('SMTP settings saved')
      expectInert((await console.send('GET', `/users?q=${encodeURIComponent(payload)}`)).body, 'search')

      latchkey.clock.advanceMinutes(16)
      await forgot(latchkey, alice.username)
      const { parsed, envelope } = lastMailTo(smtp, alice.email)
      expect(envelope.to).toEqual([alice.email])
      const letter = cheerio.load(String(parsed.html))
      expect(letter('svg, script, img[src=x], [onload], [onerror]')).toHaveLength(0)
      expect(String(parsed.html) + parsed.text).not.toMatch(computed)
      const links = letter('a[href]')
        .toArray()
        .map((one) => letter(one).attr('href') ?? '')
      expect(links.filter((href) => !href.startsWith('http://latchkey.test/'))).toEqual([])

      const [again, inside] = [await signIn(latchkey, alice), await signInToConsole(latchkey)]
      expect(await crawl(again, '/my-account')).toBeGreaterThan(5)
      expect(await crawl(inside, '/')).toBeGreaterThan(20)
      await openPerson(inside, alice.username)
      const shown = (await recordOf(alice.username)).givenName as string
      expect(shown).toBe(payload)
      expect(inside.$('body').text()).toContain(shown)
    },
    60_000,
  )

  nothingBroke(home)
})
