import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Line } from './step.ts'

interface Tests {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  success: boolean
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[]
}

const cases = Array.from({ length: 35 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`)

/** Reads a JSON report of vitest: whether all tests passed. */
export function readTests(file: string, promise: string): Line {
  const { numPassedTests, numFailedTests, numPendingTests, success } = reportIn(file)
  const figure = `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`
  return { promise, figure, verdict: success && numPassedTests > 0 ? 'pass' : 'fail' }
}

/** Reads a JSON report of vitest: whether each of the cases B01 to B35 has tests in test/security-cases, and all of them passed. */
export function readCases(file: string, promise: string): Line {
  const tests = reportIn(file)
    .testResults.filter(({ name }) => name.includes('/security-cases/') && basename(name) !== 'map.test.ts')
    .flatMap(({ assertionResults }) => assertionResults)
  const open = cases.filter((id) => {
    const own = tests.filter(({ fullName }) => fullName.split(' ').includes(id))
    return own.length === 0 || own.some(({ status }) => status !== 'passed')
  })
  const figure = `${cases.length - open.length} of ${cases.length} cases${open.length > 0 ? `, without ${open.join(', ')}` : ''}`
  return { promise, figure, verdict: open.length === 0 ? 'pass' : 'fail' }
}

function reportIn(file: string): Tests {
  return JSON.parse(readFileSync(file, 'utf8')) as Tests
}
