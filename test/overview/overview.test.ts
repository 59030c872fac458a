import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendEntry } from '../../src/audit/log.ts'
import { Mail } from '../../src/mail/queue.ts'
import { countFigures } from '../../src/overview/count-figures.ts'
import { dayOf, delayWithin, tallyLetters } from '../../src/overview/tally.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, choosePassword, forgot, mailedLink, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the charts of the overview', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice])
    const link = await mailedLink(latchkey, smtp, alice)
    await choosePassword(latchkey, link, 'a compass that points home')
    await forgot(latchkey, 'nobody-here')
    await signIn(latchkey, { ...alice, password: 'wrong wrong wrong' })
    await signIn(latchkey, { ...alice, password: 'a compass that points home' })
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())

  const legend = (chart: string) =>
    console
      .$(`[aria-labelledby=${chart}-heading] .legend li`)
      .map((_, item) => console.$(item).text().replaceAll(/\s+/g, ' ').trim())
      .get()
  /** A column of the table under a chart. */
  const column = (chart: string, place: number) =>
    console
      .$(`[aria-labelledby=${chart}-heading] tbody tr`)
      .map((_, row) => console.$(row).find('td').eq(place).text())
      .get()

  test('count what happened, before and after it was added up', async () => {
    const expected = ['Requested 2', 'Mailed 1', 'Completed 1']
    await console.open('/')
    expect(legend('resets')).toEqual(expected)
    expect(legend('sign-ins')).toEqual(['Done 1', 'Refused 1'])
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    for (const path of ['/', '/?period=24h', '/?period=nonsense']) {
      await console.open(path)
      expect(legend('resets')).toEqual(expected)
    }
  })

  test('count nothing twice, however many count at once', async () => {
    for (let number = 0; number < 20; number++) {
      const what = { action: 'sign-in', outcome: 'done' as const, actor: 'a', subject: 'a', address: '' }
      await appendEntry({ ...what, id: `burst-${number}`, at: latchkey.clock.now() })
    }
    const count = async () => {
      while (await countFigures(latchkey.deps));
    }
    await Promise.all([count(), count(), count()])
    await count()
    await console.open('/')
    expect(legend('sign-ins')).toEqual(['Done 21', 'Refused 1'])
  })

  test('count what is told late into the day it happened', async () => {
    const at = new Date(latchkey.clock.now().getTime() - 3 * 24 * 60 * 60_000)
    const what = { action: 'sign-in', outcome: 'refused' as const, actor: 'a', subject: 'a', address: '' }
    await appendEntry({ ...what, id: 'told-late', at })
    await latchkey.deps.background.idle()
    await console.open('/')
    expect(column('sign-ins', 1).slice(-4)).toEqual(['1', '0', '0', '1'])
  })

  test('say the same in a picture with a name, a description and a table', async () => {
    await console.open('/')
    const picture = console.$('svg[role=img]').first()
    const ids = (picture.attr('aria-labelledby') ?? '').split(' ')
    expect(ids.map((id) => console.$(`#${id}`).text())).toEqual([
      'Password resets',
      '2 requested, 1 mailed and 1 completed in the last 30 days.',
    ])
    expect(column('resets', 0)).toHaveLength(30)
    expect(column('resets', 0).at(-1)).toBe('2')
    expect(picture.find('rect').length).toBe(3)
    expect(console.html).not.toMatch(/<(rect|line|svg)[^>]* style=/)
  })

  test('say how long mail takes, about', async () => {
    const now = latchkey.clock.now()
    const letters = Array.from({ length: 100 }, (_, number) => ({
      kind: 'invitation',
      createdAt: new Date(now.getTime() - (number < 90 ? 2000 : 60_000)),
      endedAt: now,
    }))
    const hours = Object.values(tallyLetters(new Map(), letters).get(dayOf(now)) ?? {})
    const delays = hours[0]?.delays
    expect(delayWithin(0.5, delays)).toBeCloseTo(2000, -3)
    expect(Math.abs((delayWithin(0.95, delays) ?? 0) / 60_000 - 1)).toBeLessThan(0.1)
    expect(delayWithin(0.5, {})).toBeUndefined()
    expect(await Mail.countDocuments({ state: 'sent' })).toBeGreaterThan(0)
    expect(legend('mail-delay')[1]).toMatch(/^Half within about \d+ ms$/)
  })

  test('are empty pictures on a day when nothing happened', async () => {
    latchkey.clock.advanceMinutes(60 * 24 * 40)
    const later = await latchkey.console().open('/sign-in')
    await later.submit('Sign in', { identifier: 'admin', password: 'brass lantern over the harbour' })
    expect(later.$('.chart-empty')).toHaveLength(2)
    expect(later.text).toContain('Nothing to show yet')
  })
})
