import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import semver from 'semver'
import { afterAll, describe, expect, test } from 'vitest'
import { readLock } from './lock.ts'
import { readAudit } from './service.ts'
import { closing, knownIn, readSnapshot, severities } from './snapshot.ts'

const root = join(import.meta.dirname, '../..')
const snapshot = readSnapshot()
const taken = new Date(snapshot.taken)
const locked = readLock(join(root, 'package-lock.json'))
const folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The ids that close the gate for a lock file of these packages. */
function closedBy(packages: Record<string, { name?: string; version: string }>, at = taken): string[] {
  const file = join(folder, 'package-lock.json')
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } }))
  return closing(knownIn(readLock(file), snapshot), snapshot, at).map(({ package: name, id }) => `${name} ${id}`)
}

describe('the advisory gate', () => {
  test('finds nothing in what is locked today', () => {
    expect(closing(knownIn(locked, snapshot), snapshot, taken)).toEqual([])
  })

  test('finds a package with a known weakness, wherever it is nested', () => {
    const found = closedBy({
      'node_modules/nodemailer': { version: '10.4.0' },
      'node_modules/superagent/node_modules/qs': { version: '6.14.0' },
    })
    expect(found).toContain('nodemailer CVE-2026-125755')
    expect(found).toContain('qs CVE-2025-15284')
  })

  test('goes by the real name of an alias', () => {
    expect(closedBy({ 'node_modules/csurf': { name: '@dr.pogodin/csurf', version: '1.16.9' } })).toEqual([])
    expect(closedBy({ 'node_modules/forms': { name: 'csurf', version: '1.11.0' } })).toEqual(['csurf abandoned'])
  })

  test('lets low severity pass, and finds versions before a release', () => {
    expect(closedBy({ 'node_modules/body-parser': { version: '2.2.1' } })).toEqual([])
    expect(closedBy({ 'node_modules/express': { version: '5.0.0-beta.2' } })).toContain('express CVE-2024-29041')
  })

  test('closes again when the time of what was accepted is over', () => {
    const packages = { 'node_modules/picomatch': { version: '4.0.7' } }
    expect(closedBy(packages)).toEqual([])
    expect(closedBy(packages, new Date('2030-01-01'))).toEqual(['picomatch GHSA-fc5q-39xc-vjpf'])
  })

  test('reads the report of the service, and takes no refusal for one', () => {
    const via = [
      'qs',
      {
        name: 'qs',
        title: 'qs hangs',
        url: 'https://github.com/advisories/GHSA-hrpp-h998-j3pp',
        severity: 'high',
        range: '<6.10.3',
      },
    ]
    const report = { auditReportVersion: 2, vulnerabilities: { express: { via: ['qs'] }, qs: { via } } }
    expect(readAudit(JSON.stringify(report))).toEqual([
      { package: 'qs', version: '<6.10.3', id: 'GHSA-hrpp-h998-j3pp', severity: 'high', reason: 'qs hangs' },
    ])
    expect(readAudit('{"message": "405 Method Not Allowed", "statusCode": 405}')).toBeUndefined()
    expect(readAudit('')).toBeUndefined()
  })
})

describe('the stored snapshot', () => {
  test.each(snapshot.advisories)('$package $id has a range, a severity and a reason', (advisory) => {
    expect(semver.validRange(advisory.affected)).not.toBeNull()
    expect(severities).toContain(advisory.severity)
    expect(advisory.reason).not.toBe('')
  })

  test('accepts only what it knows, with a reason, for half a year at most', () => {
    const known = snapshot.advisories.map(({ package: name, id }) => `${name} ${id}`)
    for (const { package: name, id, reason, until } of snapshot.accepted) {
      expect(known).toContain(`${name} ${id}`)
      expect(reason.length).toBeGreaterThan(20)
      expect(Date.parse(until) - taken.getTime()).toBeLessThan(183 * 86_400_000)
    }
  })
})
