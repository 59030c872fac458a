import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { casesOf } from './cases.ts'
import { mongodbCommand } from './mongodb.ts'
import { type DatabaseName, readOptions } from './options.ts'
import { writeReport } from './report.ts'
import { scenarios } from './scenarios.ts'

/** The fault runner. Without --scenario: kills. With --short: a small form on both databases side by side, nothing written.
 *  Ends with 1 where a promise was broken. */
const options = readOptions()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(130))
process.exit(options.short && !options.database ? await both() : await one(options.database ?? 'embedded'))

async function one(database: DatabaseName): Promise<number> {
  const { scenario, seed, short } = options
  const play = scenarios[scenario]
  if (!play) throw new Error(`There is no scenario ${scenario}; there are ${Object.keys(scenarios).join(', ')}`)
  process.stdout.write(`${scenario} on ${database}, seed ${seed}\n`)
  const outcome = { ...(await play(options, database)), cases: casesOf(scenario, database) }
  process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`)
  for (const skipped of outcome.skipped) process.stdout.write(`SKIPPED ${skipped}\n`)
  if (!short) writeReport(outcome)
  process.stdout.write(
    `${scenario} on ${outcome.database} (${outcome.cases.join(' ')}): ${outcome.violations.length} violations\n`,
  )
  return outcome.violations.length === 0 ? 0 : 1
}

async function both(): Promise<number> {
  const databases: DatabaseName[] = ['embedded', ...(isThere(mongodbCommand()[0] ?? '') ? ['mongodb' as const] : [])]
  if (databases.length === 1) process.stdout.write('SKIPPED mongodb: there is no server; set FAULTS_MONGODB_COMMAND\n')
  const codes = await Promise.all(databases.map((database) => ended(again(database))))
  return Math.max(...codes)
}

function again(database: DatabaseName): ChildProcess {
  const args = [...process.execArgv, ...process.argv.slice(1), '--database', database, '--seed', String(options.seed)]
  return spawn(process.execPath, args, { stdio: 'inherit' })
}

async function ended(child: ChildProcess): Promise<number> {
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}

function isThere(program: string): boolean {
  const { PATH = '' } = process.env
  const places = program.includes('/') ? [program] : PATH.split(delimiter).map((folder) => join(folder, program))
  return places.some((place) => existsSync(place))
}
