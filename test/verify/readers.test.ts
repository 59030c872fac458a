// Long because each reader has its made report beside what it reads from it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readBenches, readGoals } from './read-benches.ts'
import { readFaults } from './read-faults.ts'
import { readFuzz } from './read-fuzz.ts'
import { readAdvisories, readBill } from './read-packages.ts'
import { readCases, readTests } from './read-tests.ts'
import { readTiming } from './read-timing.ts'
import { readWeaknesses } from './read-weaknesses.ts'
import type { Ended } from './step.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ended = (printed = '', code = 0): Ended => ({ code, printed, folder })

/** Puts a report where the reader looks for it, and gives its path. */
function put(name: string, content: unknown): string {
  writeFileSync(join(folder, name), JSON.stringify(content))
  return join(folder, name)
}

const verdicts = (lines: { verdict: string }[]) => lines.map(({ verdict }) => verdict)

describe('a report of the tests', () => {
  const ids = Array.from({ length: 35 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`)
  const cases = (broken: string[], gone: string[] = []) => [
    {
      name: '/x/test/security-cases/all.test.ts',
      assertionResults: ids
        .filter((id) => !gone.includes(id))
        .map((id) => ({ fullName: `a story ${id} holds`, status: broken.includes(id) ? 'failed' : 'passed' })),
    },
    {
      name: '/x/test/security-cases/map.test.ts',
      assertionResults: ids.map((id) => ({ fullName: `${id} is a name`, status: 'passed' })),
    },
  ]
  const report = (failed: number, testResults: object[] = []) =>
    put('tests.json', {
      numPassedTests: 9,
      numFailedTests: failed,
      numPendingTests: 2,
      success: failed === 0,
      testResults,
    })

  test('passes when no test failed', () => {
    expect(readTests(report(0), 'all')).toEqual({
      promise: 'all',
      figure: '9 passed, 0 failed, 2 skipped',
      verdict: 'pass',
    })
    expect(readTests(report(1), 'all').verdict).toBe('fail')
  })

  test('tells the cases that failed and those that have no test; their map is no proof', () => {
    expect(readCases(report(0, cases([])), 'cases')).toMatchObject({ figure: '35 of 35 cases', verdict: 'pass' })
    expect(readCases(report(0, cases(['B07'], ['B35'])), 'cases')).toMatchObject({
      figure: '33 of 35 cases, without B07, B35',
      verdict: 'fail',
    })
  })
})

test('a report of timing gives a line for each plan', () => {
  const arm = (d: number, broken: string[] = []) => ({ name: 'known', difference: { d }, broken })
  const plan = { plan: 'sign-in', classes: [arm(0.02), arm(-0.04)], again: arm(0), late: arm(1, ['d 1']), passed: true }
  put('timing.json', { n: 4000, found: [plan, { ...plan, plan: 'forgot', late: arm(0), passed: false }] })
  const lines = readTiming(ended())
  expect(verdicts(lines)).toEqual(['pass', 'fail'])
  expect(lines[0]?.figure).toBe('largest d 0.040 among 2 classes of 4,000, A/A alike, a millisecond more is seen')
  expect(lines[1]?.figure).toContain('not seen')
})

test('a report of weaknesses passes when ten were put in and all were caught', () => {
  const all = Array.from({ length: 10 }, (_, at) => ({ name: `weakness ${at}`, caught: true, by: 'a test' }))
  put('weaknesses.json', all)
  expect(readWeaknesses(ended(), 'caught')).toMatchObject([{ figure: '10 of 10 caught', verdict: 'pass' }])
  put('weaknesses.json', all.slice(1))
  expect(verdicts(readWeaknesses(ended(), 'caught'))).toEqual(['fail'])
  put('weaknesses.json', all.with(3, { name: 'no csrf', caught: false, by: '' }))
  expect(readWeaknesses(ended(), 'caught')).toMatchObject([{ figure: '9 of 10 caught, not: no csrf', verdict: 'fail' }])
})

test('what the fault runner prints gives a line for each database, and tells what it skipped', () => {
  const both = 'x\nkills on embedded (C01 C02): 0 violations\nkills on mongodb 8.2 (C01): 2 violations\n'
  expect(readFaults(ended(both, 1), 'kills')).toEqual([
    { promise: 'kills: embedded', figure: '0 violations', verdict: 'pass' },
    { promise: 'kills: mongodb 8.2', figure: '2 violations', verdict: 'fail' },
  ])
  const one = 'SKIPPED mongodb: there is no server\nkills on embedded (C01): 0 violations\n'
  expect(verdicts(readFaults(ended(one), 'kills'))).toEqual(['pass', 'not run'])
  expect(verdicts(readFaults(ended('kills on embedded (C01): 0 violations\n', 1), 'kills'))).toEqual(['pass', 'fail'])
  expect(() => readFaults(ended('nothing', 1), 'kills')).toThrow()
})

describe('what the fuzz runner prints', () => {
  const part = (found = '') =>
    `seed 7\n{\n  "requests": 100000,\n  "answers": {\n    "200": 3\n  },\n  "slowestMs": 412\n}\n${found}orders 10000\naddresses {"taken":5,"refused":95}\n`

  test('gives a line for requests, orders and addresses', () => {
    expect(readFuzz(ended(part())).map(({ figure, verdict }) => [figure, verdict])).toEqual([
      ['100,000 requests, the slowest 412 ms, 0 findings (seed 7)', 'pass'],
      ['10,000 orders, 0 findings (seed 7)', 'pass'],
      ['taken 5, refused 95, 0 findings (seed 7)', 'pass'],
    ])
  })

  test('gives a finding to the part it is of', () => {
    const found = part('\nFOUND status 500\nGET /\n\nFOUND too slow\nGET /\n')
    expect(verdicts(readFuzz(ended(found, 1)))).toEqual(['fail', 'pass', 'pass'])
    expect(verdicts(readFuzz(ended(`${part()}\nFOUND an address\n`, 1)))).toEqual(['pass', 'pass', 'fail'])
    expect(verdicts(readFuzz(ended(part(), 1)))).toEqual(['fail', 'fail', 'fail'])
    expect(() => readFuzz(ended('seed 7\n', 1))).toThrow()
  })
})

test('a report of advisories says whether the service was asked; a bill of materials has packages', () => {
  const report = { packages: 448, advisories: 59, taken: '2026-11-24', isServiceAsked: false, findings: [] }
  put('advisories.json', report)
  expect(readAdvisories(ended(), 'known')).toMatchObject([
    { figure: expect.stringContaining('(the advisory service was not reachable)'), verdict: 'pass' },
  ])
  put('advisories.json', { ...report, findings: [{ package: 'qs', version: '6.14.0', id: 'x' }] })
  expect(verdicts(readAdvisories(ended(), 'known'))).toEqual(['fail'])
  put('sbom.cdx.json', { bomFormat: 'CycloneDX', specVersion: '1.5', components: [{}, {}] })
  expect(readBill(ended(), 'bill')).toMatchObject([{ figure: '2 packages, CycloneDX 1.5', verdict: 'pass' }])
  put('sbom.cdx.json', { bomFormat: 'CycloneDX', specVersion: '1.5', components: [] })
  expect(verdicts(readBill(ended(), 'bill'))).toEqual(['fail'])
})

test('the table of the benches gives each figure its bar, and a bar that is missed breaks no promise', () => {
  const printed = [
    '| Figure | Latchkey | Baseline | Ratio (lowest to highest) |',
    '| --- | --- | --- | --- |',
    '| Look-ups, 100,000 people per second | 18,505 | 20,839 (the same with 1,000 people) | 0.88 (0.85 to 0.92) |',
    '| Sign-in page per second | 1,590 | 9,378 (bare page) | 0.17 (0.14 to 0.18) |',
    '| Sign-ins per second | 160 | 176 (bare argon2id) | 0.91 (0.90 to 0.92) |',
  ].join('\n')
  expect(readBenches(ended(printed), 'benches')).toEqual([{ promise: 'benches', figure: '3 figures', verdict: 'pass' }])
  expect(verdicts(readBenches(ended('', 1), 'benches'))).toEqual(['fail'])
  expect(readGoals(ended(printed)).map(({ bar, standing }) => [bar, standing])).toEqual([
    ['none set', 'measured, no bar'],
    ['at least 0.5 of the baseline', 'open: not yet met'],
    ['at least 0.85 of the baseline', 'met'],
  ])
})
