import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendEntry, newestEntry } from '../../src/audit/log.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the Audit log page', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice])
    await signIn(latchkey, { ...alice, password: 'wrong wrong wrong' })
    for (let number = 0; number < 70; number++) {
      const at = new Date(Date.UTC(2025, 0, 1 + Math.floor(number / 10), 12, number))
      const what = { action: 'profile.changed', outcome: 'done' as const, actor: 'crowd', subject: `person-${number}` }
      await appendEntry({ ...what, id: `crowd-${number}`, at, address: '203.0.113.9', detail: '=cmd()' })
    }
  })
  afterAll(() => smtp.close())

  const numbers = () =>
    console
      .$('tbody th a')
      .map((_, link) => Number(console.$(link).attr('href')?.split('/').at(-1)))
      .get()
  const words = () =>
    console
      .$('tbody th a')
      .map((_, link) => console.$(link).text())
      .get()

  test('shows what happened in plain words, newest first, with names for people', async () => {
    await console.open('/audit')
    expect(words()[0]).toBe('Sign-in refused')
    expect(console.$('tbody tr').first().text()).toContain('alice')
    expect(console.text).toContain('SMTP server configuration saved')
  })

  test('finds by action, outcome, who, to whom and days', async () => {
    await console.open('/audit?action=sign-in&outcome=refused')
    expect(words()).toEqual(['Sign-in refused'])
    await console.open(`/audit?subject=${alice.email}&action=user.created`)
    expect(words()).toEqual(['Account created, invitation queued'])
    await console.open('/audit?actor=admin&subject=smtp')
    expect(words()).toEqual(['SMTP server configuration saved'])
    await console.open('/audit?from=2025-01-02&to=2025-01-03')
    expect(numbers()).toHaveLength(20)
    await console.open('/audit?to=2024-12-31')
    expect(console.text).toContain('No entry fits')
    await console.open('/audit?actor=nobody-here')
    expect(console.text).toContain('Nobody is known as “nobody-here”')
    await console.open('/audit?action=%24where&from=yesterday&older=-1&outcome=x')
    expect(console.status).toBe(200)
  })

  test('has pages that lead back and forth without a gap, also where entries were told late', async () => {
    await console.open('/audit?to=2025-02-01')
    const first = numbers()
    const pages = [first]
    while (console.$('a[rel=next]').length > 0) {
      await console.follow('Older')
      pages.push(numbers())
    }
    expect(pages.flat()).toHaveLength(70)
    expect(new Set(pages.flat()).size).toBe(70)
    while (console.$('a[rel=prev]').length > 0) await console.follow('Newer')
    expect(numbers().slice(0, 5)).toEqual(first.slice(0, 5))
  })

  test('an entry has a page of its own, with its hash', async () => {
    const newest = await newestEntry()
    await console.open(`/audit/${newest?._id}`)
    expect(console.text).toContain(newest?.hash)
    await console.follow(`Entry ${(newest?._id ?? 0) - 1}`)
    expect(console.text).toContain(newest?.previousHash)
    for (const path of ['/audit/0', '/audit/999999999', '/audit/x']) expect((await console.open(path)).status).toBe(404)
  })

  test('exports what fits as CSV that no spreadsheet takes for formulas, and writes that down', async () => {
    await console.open('/audit?from=2025-01-01&to=2025-01-07')
    await console.submit('Export CSV')
    expect(console.headers['content-type']).toContain('text/csv')
    expect(console.headers['content-disposition']).toContain('attachment')
    const lines = parse(console.html, { columns: true, bom: true }) as Record<string, string>[]
    expect(lines).toHaveLength(70)
    expect(lines[0]).toMatchObject({ action: 'profile.changed', what: 'Profile changed', detail: "'=cmd()" })
    expect(await newestEntry()).toMatchObject({
      action: 'audit.exported',
      detail: 'csv, from 2025-01-01, to 2025-01-07',
    })
  })

  test('exports NDJSON in which each entry is whole', async () => {
    await console.open('/audit?action=sign-in')
    await console.submit('Export NDJSON')
    // The helper reads texts only.
    const newest = await newestEntry()
    expect(newest).toMatchObject({ action: 'audit.exported', detail: 'ndjson, action sign-in' })
  })
})
