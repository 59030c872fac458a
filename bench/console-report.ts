import { availableParallelism, cpus } from 'node:os'
import type { Size } from './console-data.ts'
import type { Pages, Place } from './console-run.ts'
import { median } from './growth-numbers.ts'

/** What was found in one database; `load` is the machine's before and after, `plans` what a server's explain says it examines for the
 *  finds of each page among a few people. */
export type Measured = Place & { pages: Pages; plans: Record<string, string>; load: [number, number] }

const barMs = 150

/** The page for people: machine and conditions, then one row per page and two figures per database. */
export function report(databases: Measured[], size: Size): string {
  const names = Object.keys(databases[0]?.pages ?? {})
  const isMeasured = databases.length > 1
  return [
    '# Every page of the console, with much in it',
    '',
    `Written by \`npm run bench:console\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`,
    '',
    `${words(size.people)} people, ${words(size.entries)} audit entries in one valid chain over a year, ${words(size.letters)} letters. A signed-in`,
    'administrator asks for every page over HTTP, one request at a time: three to warm up, then fifteen, of which the median and the',
    `95th percentile (the slowest of the fifteen) are shown in milliseconds. The bar is a median under ${barMs} ms. The last page reads nothing`,
    'but who is asking: it says how fast the machine was just then, and the column behind each median how many times that a page took.',
    '',
    ...databases.map(
      ({ server, seconds, load }) =>
        `- ${server}: filled within ${Math.round(seconds)} s; load of the machine ${load.map((one) => one.toFixed(1)).join(' before, ')} after.`,
    ),
    '',
    `| Page | ${databases.map(({ server }) => `${server}: median | times | p95`).join(' | ')} |`,
    `| --- | ${databases.map(() => '--- | --- | ---').join(' | ')} |`,
    ...names.map((name) => `| ${name} | ${databases.map((database) => cells(database, name)).join(' | ')} |`),
    '',
    ...databases.flatMap(verdict),
    ...(isMeasured
      ? []
      : ["No server that speaks MongoDB's protocol was named, so only one database was measured.", '']),
  ].join('\n')
}

function cells({ pages }: Measured, name: string): string {
  const found = pages[name]
  const measure = Object.values(pages).at(-1)
  if (!Array.isArray(found) || !Array.isArray(measure)) return 'no answer | | '
  const times = median(found) / median(measure)
  const mark = median(found) < barMs ? '' : ' (over)'
  return `${median(found).toFixed(1)}${mark} | ${times.toFixed(1)} | ${Math.max(...found).toFixed(1)}`
}

function verdict({ server, pages, plans }: Measured): string[] {
  const over = Object.entries(pages).filter(([, found]) => typeof found === 'string' || median(found) >= barMs)
  if (over.length === 0) return [`${server}: every page stays under ${barMs} ms.`, '']
  const lines = over.map(
    ([name]) => `- ${name}${plans[name] === undefined ? '' : `; by its own explain it examines ${plans[name]}`}`,
  )
  return [
    `${server}: over ${barMs} ms, or without an answer:`,
    '',
    ...lines,
    '',
    ...(server.startsWith('SecantusDB') ? aboutSecantus : []),
  ]
}

const aboutSecantus = [
  'SecantusDB, a server for tests, does not work by the plan its explain tells: it gathers every match of a filter before it sorts and',
  'cuts to the page, counts by reading documents, and has no index for `$elemMatch`. What lists or counts much is slow there whatever a',
  'client asks; the newest audit entry alone, one key of the index on `_id`, costs it a walk over all of them. For these pages only a',
  'run on MongoDB itself decides: set `MONGODB_TEST_URI` to one. "No answer" means none within the 4.5 s the product waits. Explain was',
  'asked among 5,000 people and 5,000 entries, counting left out.',
  '',
]

function words(count: number): string {
  return count.toLocaleString('en')
}

function machine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
}
