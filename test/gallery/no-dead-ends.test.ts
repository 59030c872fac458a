import * as cheerio from 'cheerio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { publicStates } from './states.ts'
import type { Shot } from './town.ts'

const minute = 60_000
let shots: Shot[]

beforeAll(async () => {
  shots = await publicStates('ar')
}, 2 * minute)

describe('Whoever stands on a page of the journey, in any state', () => {
  test('can press a button that does something, or follow a link that leads elsewhere', () => {
    const stranded = shots.filter(({ html, path }) => {
      const $ = cheerio.load(html)
      const buttons = $('main form button[type=submit]').not('form[action="/sign-out"] button')
      return buttons.length === 0 && linksOf(html).every((href) => href === path)
    })
    expect(stranded.map(({ name }) => name)).toEqual([])
  })

  test('sees it in the language that was asked for, written its way', () => {
    const foreign = shots.filter(({ html }) => !/<html lang="ar" dir="rtl">/.test(html))
    expect(foreign.map(({ name }) => name)).toEqual([])
  })
})

describe('A link of such a page', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp)
  }, minute)
  afterAll(() => smtp.close())

  test('leads to a page that is there', async () => {
    const links = new Set(shots.flatMap(({ html }) => linksOf(html)))
    expect(links.size).toBeGreaterThan(5)
    for (const link of links) {
      const visitor = await latchkey.visitor().open(link)
      expect({ link, status: visitor.status }).toEqual({ link, status: 200 })
    }
  })
})

function linksOf(html: string): string[] {
  const $ = cheerio.load(html)
  const hrefs = $('main a[href]').toArray()
  return hrefs.map((link) => $(link).attr('href') ?? '').filter((href) => href.startsWith('/'))
}
