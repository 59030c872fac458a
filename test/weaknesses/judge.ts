import type { NamedTest } from './weakness.ts'

/** The part of vitest's JSON report that is read here. */
export interface TestReport {
  testResults: {
    name: string
    /** Why a file could not be run at all. */
    message?: string
    assertionResults: { title: string; status: string; failureMessages?: string[] }[]
  }[]
}

/** What became of a test, and what it said: 'failed' is by an assertion, all else that is not 'passed' proves nothing. */
export interface Fate {
  outcome: 'passed' | 'failed' | 'no proof'
  said: string
}

/** What became of a test, of any row of it where it has rows. */
export function fateOf(report: TestReport, { file, name }: NamedTest): Fate {
  const found = report.testResults.find((one) => one.name.endsWith(`/${file}`))
  const rows = (found?.assertionResults ?? []).filter(({ title, status }) => title.startsWith(name) && hasRun(status))
  if (rows.length === 0) return { outcome: 'no proof', said: shortly(`did not run. ${found?.message ?? ''}`) }
  const failures = rows.flatMap(({ status, failureMessages = [] }) => (status === 'failed' ? failureMessages : []))
  const assertion = failures.find((text) => text.startsWith('AssertionError'))
  if (assertion !== undefined) return { outcome: 'failed', said: shortly(assertion) }
  if (rows.every(({ status }) => status === 'passed')) return { outcome: 'passed', said: 'passed' }
  return { outcome: 'no proof', said: shortly(`failed by no assertion. ${failures[0] ?? ''}`) }
}

function hasRun(status: string): boolean {
  return status === 'passed' || status === 'failed'
}

function shortly(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200).trim()
}
