import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageNames } from '../../src/languages/names.ts'
import { Mail } from '../../src/mail/queue.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the own language', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
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
    const letter = await Mail.findOne({ 'to.address': alice.email }).sort({ createdAt: -1 }).lean()
    expect([letter?.kind, letter?.language]).toEqual(['password-reset', 'ar'])
    const elsewhere = await signIn(latchkey, alice)
    expect(elsewhere.$('html').attr('lang')).toBe('ar')
    await visitor.post('/sign-out', {})
    expect([visitor.path, visitor.$('html').attr('lang')]).toEqual(['/sign-in', 'ar'])
    await elsewhere.post('/my-account/language', { language: 'en' })
    expect(elsewhere.$('html').attr('lang')).toBe('en')
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
