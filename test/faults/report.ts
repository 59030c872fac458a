import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'

const file = join(import.meta.dirname, '../../docs/reliability.md')
const head = `# Reliability, measured

Written by the fault runner (\`npm run faults\`), never by hand. Each run replaces its own row and its own section. The invariants
I1 to I8 are: every acknowledged password change holds and the old password is dead; a spent link, a changed password and an
audit entry go together; one row in the mail queue per letter, ending as sent, failed or expired; every mail taken by the relay
has a row and went to the stored address, twice only where its final reply was lost; no session outlives a change; there is
always an administrator; the audit chain is whole; guesses stay within the limit.
`
const columns = [
  'scenario',
  'database',
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

/** Puts an outcome into docs/reliability.md, in place of the one of the same scenario on the same database. */
export function writeReport(outcome: Outcome): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const key = `${outcome.scenario} on ${outcome.database}`
  const rows = old
    .split('\n')
    .filter(
      (line) =>
        line.startsWith('| ') &&
        !/^\| (scenario|---) /.test(line) &&
        !line.startsWith(`| ${outcome.scenario} | ${outcome.database} |`),
    )
  const sections = old
    .split(/^## /m)
    .slice(1)
    .map((section) => section.trim())
    .filter((section) => !section.startsWith(`${key}\n`))
  const table = [line(columns), line(columns.map(() => '---')), ...[...rows, line(cells(outcome))].sort()]
  const all = [...sections, `${key}\n\n${details(outcome)}`].sort()
  writeFileSync(file, `${head}\n${table.join('\n')}\n\n${all.map((section) => `## ${section}`).join('\n\n')}\n`)
}

function line(texts: string[]): string {
  return `| ${texts.join(' | ')} |`
}

function cells(outcome: Outcome): string[] {
  const { scenario, database, kills, rounds, failPoints, acknowledged, mails, duplicates, violations, seed, seconds } =
    outcome
  const numbers = [kills, rounds, failPoints, acknowledged, mails, duplicates, violations.length, seed]
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split('-')[0]}, Node ${process.versions.node}`
  const date = new Date().toISOString().slice(0, 10)
  return [scenario, database, ...numbers.map(String), date, machine, (seconds / 60).toFixed(1)]
}

function details({ figures, violations, skipped }: Outcome): string {
  const named = Object.entries(figures)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `- ${name}: ${value}`)
  const broken = violations.map((violation) => `- **violation** ${violation}`)
  return [...named, ...skipped.map((what) => `- skipped: ${what}`), ...broken].join('\n')
}
