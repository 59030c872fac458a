import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageNames } from '../../src/languages/names.ts'
import { Mail } from '../../src/mail/queue.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, forgot, moveIn, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const dora = { username: 'dora', email: 'dora@example.test', password: 'nine paper boats set sail' }

describe('the own language', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob, dora])
  })
  afterAll(() => smtp.close())

  test('is one of seven, each called by its own name', async () => {
    const visitor = await (await signIn(latchkey, alice)).open('/my-account/language')
    const offered = visitor
      .$('#language option')
      .map((_, option) => visitor.$(option).text())
      .get()
    expect(offered).toEqual(Object.values(languageNames))
    expect(visitor.form('Save language').fields.language).toBe('en')
  })

  test('is spoken by pages at once, by letters, and by this browser after signing out', async () => {
    const visitor = await (await signIn(latchkey, alice)).open('/my-account/language')
    await visitor.submit('Save language', { language: 'ar' })
    expect([visitor.path, visitor.status]).toEqual(['/my-account/language', 200])
    expect([visitor.$('html').attr('lang'), visitor.$('html').attr('dir')]).toEqual(['ar', 'rtl'])
    expect(visitor.$('.notice-success').text().trim()).not.toBe('')
    expect(visitor.$('#language option[selected]').attr('value')).toBe('ar')
    await forgot(latchkey, alice.username)
    const letter = await Mail.findOne({ 'to.address': alice.email, kind: 'password-reset' }).lean()
    expect(letter?.language).toBe('ar')
    const elsewhere = await signIn(latchkey, alice)
    expect(elsewhere.$('html').attr('lang')).toBe('ar')
    await visitor.post('/sign-out', {})
    expect([visitor.path, visitor.$('html').attr('lang')]).toEqual(['/sign-in', 'ar'])
    await elsewhere.post('/my-account/language', { language: 'en' })
    expect(elsewhere.$('html').attr('lang')).toBe('en')
  })

  const spoken = (browser: Browser) => browser.$('html').attr('lang')
  const enter = async (browser: Browser, person: typeof alice) => {
    await browser.open('/sign-in')
    return browser.post('/sign-in', { identifier: person.username, password: person.password, return_to: '' })
  }
  const choose = async (browser: Browser, language: string) => {
    await browser.open('/sign-in')
    return browser.post('/language', { language, return_to: '/sign-in' })
  }

  test('is the one chosen on this browser before signing in, once, and the audit log tells of it', async () => {
    const here = await enter(await choose(latchkey.visitor(), 'de'), alice)
    expect([here.path, spoken(here)]).toEqual(['/my-account', 'de'])
    expect(spoken(await enter(latchkey.visitor(), alice))).toBe('de')
    await latchkey.deps.background.idle()
    const timeline = await openPerson(await signInToConsole(latchkey), 'alice')
    expect(timeline.text).toMatch(/Language chosen/)

    await here.post('/my-account/language', { language: 'fr' })
    await here.post('/sign-out', {})
    const elsewhere = await enter(latchkey.visitor(), alice)
    await elsewhere.open('/my-account/language')
    await elsewhere.post('/my-account/language', { language: 'en' })
    expect(spoken(await enter(here, alice))).toBe('en')
  })

  test('is not taken over from whoever used this browser before', async () => {
    const shared = await enter(await choose(latchkey.visitor(), 'de'), alice)
    await shared.post('/sign-out', {})
    expect(spoken(shared)).toBe('de')
    await enter(latchkey.visitor(), bob)
    expect(spoken(await enter(shared, bob))).toBe('en')
    expect(spoken(await enter(await choose(latchkey.visitor(), 'en'), alice))).toBe('en')
  })

  test('is not chosen by a sign-in that is refused', async () => {
    const stranger = await enter(await choose(latchkey.visitor(), 'ja'), { ...bob, password: 'not the right one' })
    expect([stranger.status, spoken(stranger)]).toEqual([422, 'ja'])
    expect(spoken(await enter(latchkey.visitor(), bob))).toBe('en')
  })

  test('is that of the sign-in page for whoever signs in for the first time, and not later', async () => {
    const newcomer = latchkey.visitor()
    newcomer.language = 'es'
    expect(spoken(await enter(newcomer, dora))).toBe('es')
    const traveller = latchkey.visitor()
    traveller.language = 'fr'
    expect(spoken(await enter(traveller, dora))).toBe('es')
  })

  test.each(['', 'xx', 'EN', '__proto__', 'constructor'])('is not %j', async (language) => {
    const visitor = await (await signIn(latchkey, alice)).open('/my-account/language')
    await visitor.post('/my-account/language', { language })
    expect([visitor.status, visitor.errorAt('language')]).toEqual([
      422,
      expect.stringContaining('Choose one of these languages'),
    ])
    expect((await visitor.open('/my-account')).$('html').attr('lang')).toBe('en')
  })
})
