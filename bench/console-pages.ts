import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import type { Size } from './console-data.ts'
import { type Measured, report } from './console-report.ts'
import { examine, fill, measure, remove } from './console-run.ts'
import { startServer } from './growth-server.ts'

// Every page of the console among 100,000 people, 1,000,000 audit entries and 20,000 letters: the bar is 150 ms. MONGODB_TEST_URI
// names a server, or FAULTS_MONGODB_COMMAND starts one. CONSOLE_SIZE changes how much there is ('{"people":1000,…}'); CONSOLE_DATA is a
// folder that keeps what was filled for the next run. The data goes into TMPDIR.

const usual: Size = { people: 100_000, entries: 1_000_000, letters: 20_000 }
const size = { ...usual, ...(JSON.parse(process.env.CONSOLE_SIZE ?? '{}') as Partial<Size>) }
/** So few that any server can explain what it would do with them. */
const few: Size = { people: 5000, entries: 5000, letters: 2000 }
const file = 'docs/console.md'

const server = await startServer()
const databases: Measured[] = []
for (const uri of [undefined, ...(server ? [server.uri] : [])]) {
  const plans = uri === undefined ? {} : await plansOf(uri)
  const place = await fill(uri, 'console', size)
  const loadBefore = loadavg()[0] ?? 0
  const pages = await measure(place, size)
  databases.push({ ...place, pages, plans, load: [loadBefore, loadavg()[0] ?? 0] })
  await remove(place)
}
await server?.stop()
const text = report(databases, size)
await writeFile(file, text)
process.stdout.write(`${text}\nWritten to ${file}\n`)
process.exit(0)

async function plansOf(uri: string): Promise<Record<string, string>> {
  const place = await fill(uri, 'console-few', few)
  const plans = await examine(place, few)
  await remove(place)
  return plans
}
