import { parse } from 'csv-parse/sync'
import mongoose from 'mongoose'
import { beforeAll, describe, expect, test } from 'vitest'
import { activePerson } from '../../bench/crowd.ts'
import type { Browser } from '../support/browser.ts'
import { insertPeople } from '../support/insert-people.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator } from '../support/people.ts'
import { upload } from '../support/upload.ts'

describe('exporting users', () => {
  const latchkey = useLatchkey()
  let console: Browser
  let csv: string

  beforeAll(async () => {
    console = await becomeAdministrator(latchkey)
    const crowd = Array.from({ length: 700 }, (_, at) =>
      activePerson(`crowd-${String(at).padStart(3, '0')}`, 'a secret hash'),
    )
    await insertPeople([
      ...crowd,
      { ...activePerson('eve', 'a secret hash'), givenName: '=HYPERLINK("http://evil.test")', familyName: '@SUM(1)' },
      { ...activePerson('fay', 'a secret hash'), givenName: '-1+1', familyName: 'O"Hara, Jr' },
      { ...activePerson('gus', 'a secret hash'), email: '+gus@example.test', emailKey: '+gus@example.test' },
    ])
    await console.open('/users')
    await console.submit('Export')
    csv = console.html
  })

  test('gives a file of everybody, for spreadsheets in any language', () => {
    expect(console.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(console.headers['content-disposition']).toMatch(/^attachment; filename="?users-20\d\d-\d\d-\d\d\.csv"?$/)
    expect(console.headers['cache-control']).toBe('no-store')
    expect(csv.startsWith('\ufeff"username","email"')).toBe(true)
    const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(704)
    expect(rows[0]).toMatchObject({ username: 'admin', roles: 'administrator', status: 'active', language: 'en' })
    expect(rows[0]?.created_at).toMatch(/^20\d\d-.*Z$/)
  })

  test('holds nothing a spreadsheet would run, and keeps quotes and commas', () => {
    const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[]
    const of = (username: string) => rows.find((row) => row.username === username)
    expect(of('eve')).toMatchObject({ given_name: `'=HYPERLINK("http://evil.test")`, family_name: `'@SUM(1)` })
    expect(of('fay')).toMatchObject({ given_name: `'-1+1`, family_name: 'O"Hara, Jr' })
    expect(of('gus')?.email).toBe(`'+gus@example.test`)
  })

  test('never holds a hash, a proof or a key', () => {
    expect(csv).not.toContain('secret hash')
    expect(csv).not.toMatch(/argon2|passwordHash|proof|sessionVersion|[0-9a-f]{24}/)
  })

  test('is taken again by the import: everybody is there already', async () => {
    await console.open('/users/import')
    await upload(console, '/users/import', { file: csv })
    expect(console.text).toContain('everybody in this file is there already (704)')
  })

  test('is in the audit log', async () => {
    const entry = await mongoose.model('AuditEntry').findOne({ action: 'users.exported' }).lean<{ outcome: string }>()
    expect(entry?.outcome).toBe('done')
  })

  test('is no address to open, and not for strangers', async () => {
    expect((await console.open('/users/export')).status).toBe(404)
    const stranger = await latchkey.console().open('/sign-in')
    await stranger.post('/users/export', {})
    expect(stranger.heading).toBe('Sign in to the console')
  })
})
