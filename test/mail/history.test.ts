import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesAbout } from '../../src/audit/log.ts'
import { enqueue, lease, Mail, markSent, park, pause, standing } from '../../src/mail/queue.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, forgot, lastMailTo, linkIn, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { aRow, minutes } from './rows.ts'

describe('the Mail page', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())

  /** A waiting letter for somebody, just queued. */
  async function waiting(id: string, more: Parameters<typeof aRow>[0] = {}): Promise<void> {
    const to = { name: id, address: `${id}@example.org` }
    await enqueue(aRow({ _id: id, to, createdAt: latchkey.clock.now(), userId: id, ...more }))
  }
  const rows = () =>
    console
      .$('tbody th .table-sub')
      .map((_, cell) => console.$(cell).text())
      .get()

  test('shows what became of each letter, newest first, with what the relay said', async () => {
    latchkey.clock.advanceMinutes(1)
    await forgot(latchkey, alice.username)
    await console.open('/mail')
    expect(rows()[0]).toBe(alice.email)
    const row = console.$('tbody tr').first().text()
    expect(row).toContain('Password reset')
    expect(row).toContain('Accepted')
    expect(row).toContain('250 OK: queued as test')
  })

  test('never shows the words of a letter or its link', async () => {
    const link = linkIn(lastMailTo(smtp, alice.email))
    await console.open('/mail')
    const list = console.html
    await console.follow('Password reset')
    for (const html of [list, console.html]) {
      expect(html).not.toContain(new URL(link).searchParams.get('token'))
      expect(html).not.toContain('/reset-password')
    }
    expect(console.text).toContain('Message-ID')
  })

  test('narrows by state, kind and the start of the recipient', async () => {
    await waiting('narrow')
    await console.open('/mail?state=queued')
    expect(rows()).toEqual(['narrow@example.org'])
    await console.open('/mail?kind=invitation')
    expect(rows().toSorted()).toEqual([alice.email, bob.email])
    await console.open('/mail?recipient=bob@')
    expect(rows()).toEqual([bob.email])
    await console.open('/mail?recipient=bob@&state=queued')
    expect(console.text).toContain('No letter fits')
    await console.open('/mail?state=nonsense&kind=%24ne&older=&recipient=zz')
    expect(console.status).toBe(200)
    await Mail.deleteOne({ _id: 'narrow' })
  })

  test('has pages that lead back and forth', async () => {
    for (let number = 0; number < 30; number++) await waiting(`page-${String(number).padStart(2, '0')}`)
    await console.open('/mail?state=queued')
    const first = rows()
    await console.follow('Older')
    const second = rows()
    expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([25, 5, 30])
    await console.follow('Newer')
    expect(rows()).toEqual(first)
    await Mail.deleteMany({ kind: 'password-reset', state: 'queued' })
  })

  test('a waiting letter is tried at once when asked', async () => {
    await waiting('hurried')
    await Mail.updateOne({ _id: 'hurried' }, { notBefore: new Date(latchkey.clock.now().getTime() + 10 * minutes) })
    await console.open('/mail/hurried')
    await console.submit('Try now')
    expect(console.text).toContain('The letter is tried now')
    expect((await Mail.findById('hurried'))?.notBefore).toEqual(latchkey.clock.now())
    expect(await entriesAbout('hurried', 1)).toMatchObject([{ action: 'mail.retried', outcome: 'done' }])
    await Mail.deleteOne({ _id: 'hurried' })
  })

  test('a cancelled letter never leaves, its secret is erased, and a slow worker cannot mark it', async () => {
    await waiting('taken-back', { sealed: 'secret' })
    const stale = await lease(latchkey.clock.now(), 1000)
    latchkey.clock.advanceSeconds(2)
    await console.open('/mail/taken-back')
    await console.submit('Cancel letter')
    expect(console.text).toContain('The letter is cancelled')
    expect(await Mail.findById('taken-back').lean()).toMatchObject({ state: 'cancelled', sealed: null })
    expect(stale && (await markSent(stale, '250 late', latchkey.clock.now()))).toBe(false)
    expect(await entriesAbout('taken-back', 1)).toMatchObject([{ action: 'mail.cancelled', outcome: 'done' }])
  })

  test('a letter on its way cannot be called back, and the page says so', async () => {
    await waiting('moving')
    await console.open('/mail/moving')
    const held = await lease(latchkey.clock.now(), 60_000)
    await console.submit('Cancel letter')
    expect(console.text).toContain('cannot be called back')
    expect(console.$('button').text()).not.toContain('Cancel letter')
    expect(await entriesAbout('moving', 1)).toMatchObject([{ action: 'mail.cancelled', outcome: 'refused' }])
    expect(held && (await markSent(held, '250 ok', latchkey.clock.now()))).toBe(true)
  })

  /** A letter that the relay refused for good. */
  async function refused(id: string, kind: string): Promise<void> {
    await waiting(id, { kind })
    const row = await lease(latchkey.clock.now(), 60_000)
    if (row) await park(row, { state: 'failed', reply: '550 no' }, latchkey.clock.now())
  }

  test('a refused notice can be sent again; a refused letter with a link says why not', async () => {
    await refused('notice', 'password-changed')
    await console.open('/mail/notice')
    await console.submit('Try again')
    expect(await Mail.findById('notice').lean()).toMatchObject({ state: 'queued', endedAt: null })
    await latchkey.deps.background.idle()
    expect(lastMailTo(smtp, 'notice@example.org').parsed.subject).toBeDefined()
    await refused('with-link', 'password-reset')
    await console.open('/mail/with-link')
    await console.submit('Try again')
    expect(console.text).toContain('its link was erased')
    expect(await Mail.findById('with-link').lean()).toMatchObject({ state: 'failed' })
  })

  test('a paused queue is said on top, with the reason, and can be tried again at once', async () => {
    const now = latchkey.clock.now()
    const { era } = await standing(now)
    await pause('535 Authentication credentials invalid', new Date(now.getTime() + 5 * minutes), era)
    await console.open('/mail')
    expect(console.$('.notice-warning').text()).toContain('The queue is paused')
    expect(console.$('.notice-warning').text()).toContain('535 Authentication credentials invalid')
    await console.submit('Try again now')
    expect(console.$('.notice-warning').length).toBe(0)
    expect((await standing(now)).pause).toBeUndefined()
    expect(await entriesAbout('mail', 1)).toMatchObject([{ action: 'mail.resumed', outcome: 'done' }])
  })

  test('an unknown letter is a page that does not exist', async () => {
    expect((await console.open('/mail/nothing')).status).toBe(404)
    await console.open('/mail')
    expect((await console.post('/mail/nothing/cancel', {})).status).toBe(404)
  })

  test('nobody sees it without signing in', async () => {
    expect((await latchkey.console().open('/mail')).heading).toBe('Sign in to the console')
    expect((await latchkey.visitor().open('/mail')).status).toBe(404)
  })
})
