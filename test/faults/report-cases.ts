import { cases, caseTests } from './cases.ts'
import type { Reported } from './report.ts'

const counted = ['kills', 'rounds', 'fail points', 'acknowledged changes', 'mails', 'duplicates']
const telling = [
  'step-downs',
  'partitions',
  'full disks',
  'clock jumps',
  'freezes',
  'callers',
  'processes',
  'final replies cut',
  'serving again, ms (p50, p99, most)',
  'graceful stop, ms (p50, p99, most)',
  'refused while cut off, ms (p50, p99, most)',
  'serving again after healing, ms (p50, p99, most)',
]

/** The lines of the table that says for each case of the bar where it is proven, with the figures of the runs so far. */
export function caseTable(reported: ReadonlyMap<string, Reported>): string[] {
  const tests = caseTests()
  const lines = Object.entries(cases).flatMap(([id, { what, scenarios }]) => {
    const places = [
      ...scenarios.flatMap((name) => runsOf(name, reported)),
      ...tests
        .filter(({ ids }) => ids.includes(id))
        .map(({ file, title }) => [`\`test/${file}\`: ${title.replaceAll('|', '/')}`, 'holds, or the suite fails']),
    ]
    if (places.length === 0) places.push(['nowhere yet', ''])
    return places.map(([place, figure], index) => [index === 0 ? `${id} ${what}` : '', place, figure])
  })
  const head = ['case', 'where it is proven', 'figure']
  return [head, head.map(() => '---'), ...lines].map((texts) => `| ${texts.join(' | ')} |`)
}

function runsOf(name: string, reported: ReadonlyMap<string, Reported>): string[][] {
  const [scenario, only] = name.split('@')
  const runs = [...reported.values()].filter(({ row }) => row.scenario === scenario && isOn(row.database ?? '', only))
  if (runs.length === 0) return [[`scenario \`${scenario}\``, 'not run yet']]
  return runs.map((run) => [`scenario \`${scenario}\` on ${run.row.database}`, figureOf(run)])
}

function figureOf({ row, lines }: Reported): string {
  const skipped = lines.filter((line) => line.startsWith('- skipped: '))
  if (row.minutes === '0.0' && skipped.length > 0) return skipped.map((line) => line.slice(2)).join('; ')
  const numbers = counted.filter((name) => (row[name] ?? '0') !== '0').map((name) => `${row[name]} ${name}`)
  const figures = telling.flatMap((name) => lines.filter((line) => line.startsWith(`- ${name}: `)))
  return [`**${row.violations} violations**`, ...numbers, ...figures.map((line) => line.slice(2))].join(', ')
}

function isOn(database: string, only: string | undefined): boolean {
  return only === undefined || (only === 'embedded') === (database === 'embedded')
}
