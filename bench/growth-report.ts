import { availableParallelism, cpus } from 'node:os'
import { median } from './growth-numbers.ts'
import type { Place } from './growth-run.ts'

/** What was found in one kind of database: for every look and round the milliseconds at both sizes. */
export interface Figures {
  small: Place
  large: Place
  /** Where the data was when the looks began. */
  readFrom: 'memory' | 'disk' | 'server'
  looks: Map<string, { few: number; many: number }[]>
  /** The looks that were not answered at one size, and what was said instead. */
  failures: Map<string, string>
  /** What a server's explain says it examines for a look at the small size. */
  examined: Record<string, string>
  /** The machine's load at the beginning of each round. */
  load: number[]
}

const bar = 3
const titles: Partial<Record<Figures['readFrom'], string>> = {
  memory: 'The embedded database, its file in memory',
  disk: 'The embedded database, its file on the disk alone',
}

/** The page for people: machine and conditions, then one table per database. */
export function report(databases: Figures[], run: { rounds: number; wanted: number }): string {
  const measured = databases.some(({ large }) => large.uri !== undefined)
  return [
    '# A thousand people, a million people',
    '',
    `Written by \`npm run bench:growth\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`,
    '',
    `What a look costs must not grow with the number of people: among ${run.wanted.toLocaleString('en')} at most ${bar} times what it costs`,
    "among 1,000. The looks are the product's own store functions (`findByIdentifier`, `findHolder`, `listUsers`) and its pages, asked",
    'over HTTP by a signed-in administrator; who is looked at is random. Each measurement is a process of its own, which warms up and',
    `takes the median of up to 200 looks. Small and large were measured in turn, ${run.rounds} rounds; times are medians of the rounds, ratios`,
    'those of each round: median, lowest and highest. Whatever else ran on the machine ran on: the ratios count, not the milliseconds.',
    '',
    ...databases.flatMap((figures) => section(figures, run.wanted)),
    ...(measured
      ? []
      : ["No server that speaks MongoDB's protocol was named, so only the embedded database was measured.", '']),
  ].join('\n')
}

function section(figures: Figures, wanted: number): string[] {
  const { small, large, readFrom, looks, load } = figures
  const isServer = readFrom === 'server'
  const short =
    large.people < wanted ? `, where the time for filling was over before ${wanted.toLocaleString('en')} were in` : ''
  return [
    `## ${titles[readFrom] ?? large.server}`,
    '',
    `${large.people.toLocaleString('en')} people got in within ${Math.round(large.seconds)} s${short}. The machine's load while measuring: ${median(load).toFixed(1)}.`,
    '',
    `| Look | ms, ${small.people.toLocaleString('en')} people | ms, ${large.people.toLocaleString('en')} people | Ratio | Bar |${isServer ? ' Examined (explain) |' : ''}`,
    `| --- | --- | --- | --- | --- |${isServer ? ' --- |' : ''}`,
    ...[...looks.keys()].map((look) => row(figures, look)),
    '',
    ...(isServer ? aboutServers(figures) : []),
    ...(readFrom === 'disk' ? aboutDisks : []),
  ]
}

function row({ looks, failures, examined }: Figures, look: string): string {
  const pairs = looks.get(look) ?? []
  const few = median(pairs.map((pair) => pair.few)).toFixed(2)
  const many = median(pairs.map((pair) => pair.many)).toFixed(2)
  const ratios = pairs.map((pair) => pair.many / pair.few)
  const spread = `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
  const verdict = median(ratios) > bar ? 'over' : 'met'
  const cells = failures.has(look) ? [look, few, 'no answer', '', 'over'] : [look, few, many, spread, verdict]
  return `| ${[...cells, ...(examined[look] === undefined ? [] : [examined[look]])].join(' | ')} |`
}

const aboutDisks = [
  'Here the system had let go of the file before each measurement. The small file is back in memory after the first looks; in the large',
  'one whoever is looked at is seldom there yet, so a look also waits for the disk.',
  '',
]

function aboutServers({ large, failures }: Figures): string[] {
  const lines = [
    'The last column is what the server says it has to examine for the finds of a look among 1,000 people, by explain: where that is not',
    'more than the page shows, the number of people does not matter to a server that works by its plan.',
    '',
  ]
  if (failures.size > 0)
    lines.push('"No answer" means none within 4.5 s, the longest the product waits for a database.', '')
  if (large.server.startsWith('SecantusDB'))
    lines.push(
      'SecantusDB, a server for tests, does not work by that plan: it gathers every match of a filter, sorts, and only then cuts to the',
      'page; it counts by reading documents; and it answers `$elemMatch`, which searches use, without an index. So lists there grow with',
      'the number of matches and searches with the number of people. Whether MongoDB follows its plan here is not measured: that takes a',
      'run with `MONGODB_TEST_URI` set to one.',
      '',
    )
  return lines
}

function machine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
}
