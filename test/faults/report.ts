import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'
import { caseTable } from './report-cases.ts'

/** An outcome, with the cases it proves. */
export type Run = Outcome & { cases: string[] }

/** What docs/reliability.md holds: a row of the table and the lines of a section for each "scenario on database". */
export interface Reported {
  row: Record<string, string>
  lines: string[]
}

const file = join(import.meta.dirname, '../../docs/reliability.md')
const head = `# Reliability, measured

Written by the fault runner (\`npm run faults\`), never by hand. Each run replaces its own row and its own section. The invariants
I1 to I8 are: every acknowledged password change holds and the old password is dead; a spent link, a changed password and an
audit entry go together; one row in the mail queue per letter, ending as sent, failed or expired; every mail taken by the relay
has a row and went to the stored address, twice only where its final reply or its worker was lost; no session outlives a change;
there is always an administrator; the audit chain is whole; guesses stay within the limit.
`
const columns = [
  'scenario',
  'database',
  'cases',
  'kills',
  'rounds',
  'fail points',
  'acknowledged changes',
  'mails',
  'duplicates',
  'violations',
  'seed',
  'date',
  'machine',
  'minutes',
]
const casesTitle = 'The cases, and where each is proven'

/** Puts a run into docs/reliability.md, in place of the one of the same scenario on the same database. */
export function writeReport(run: Run): void {
  const reported = readReport(existsSync(file) ? readFileSync(file, 'utf8') : '')
  reported.set(`${run.scenario} on ${run.database}`, { row: cells(run), lines: details(run) })
  const all = [...reported].sort(([a], [b]) => (a < b ? -1 : 1))
  const table = [columns, columns.map(() => '---'), ...all.map(([, { row }]) => columns.map((name) => row[name] ?? ''))]
  const sections = [
    [casesTitle, caseTable(reported).join('\n')],
    ...all.map(([key, { lines }]) => [key, lines.join('\n')]),
  ]
  const text = sections.map(([title, body]) => `## ${title}\n\n${body}`).join('\n\n')
  writeFileSync(file, `${head}\n${table.map((texts) => `| ${texts.join(' | ')} |`).join('\n')}\n\n${text}\n`)
}

/** Reads what earlier runs wrote. */
export function readReport(text: string): Map<string, Reported> {
  const [top = '', ...sections] = text.split(/^## /m)
  const [names = [], , ...rows] = top
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
  const reported = new Map<string, Reported>()
  for (const texts of rows) {
    const row = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']))
    reported.set(`${row.scenario} on ${row.database}`, { row, lines: [] })
  }
  for (const section of sections) {
    const [key = '', , ...lines] = section.trim().split('\n')
    reported.get(key)?.lines.push(...lines)
  }
  return reported
}

function cells(run: Run): Reported['row'] {
  const numbers = {
    kills: run.kills,
    rounds: run.rounds,
    'fail points': run.failPoints,
    'acknowledged changes': run.acknowledged,
    mails: run.mails,
    duplicates: run.duplicates,
    violations: run.violations.length,
    seed: run.seed,
  }
  return {
    scenario: run.scenario,
    database: run.database,
    cases: run.cases.join(' '),
    ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, String(number)])),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split('-')[0]}, Node ${process.versions.node}`,
    minutes: (run.seconds / 60).toFixed(1),
  }
}

function details({ figures, violations, skipped }: Outcome): string[] {
  const named = Object.entries(figures)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `- ${name}: ${value}`)
  const broken = violations.map((violation) => `- **violation** ${violation}`)
  return [...named, ...skipped.map((what) => `- skipped: ${what}`), ...broken]
}
