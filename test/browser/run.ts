import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Everything that needs a real browser: `node --import tsx test/browser/run.ts [--quick]`, after `npm run build`. Two lanes at once, each
 *  process on ports and data of its own: what people do (both guides, then the journeys), and how every page looks in every state.
 *  Prints what each process said when it ends, and the sum last. Ends with 1 where anything failed. */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const looks = values.quick ? ['--quick'] : []

const startedAt = performance.now()
const [people, pages] = await Promise.all([
  oneAfterTheOther([['journeys.ts', '--built'], ['walk.ts']]),
  oneAfterTheOther([['pages.ts', ...looks]]),
])
const counts = [...people, ...pages]
const [passed, failed] = [0, 1].map((at) => counts.reduce((sum, count) => sum + (count[at] ?? 0), 0))
process.stdout.write(`browser: ${passed} passed, ${failed} failed, ${secondsSince(startedAt)} s\n`)
process.exitCode = failed === 0 ? 0 : 1

async function oneAfterTheOther(commands: string[][]): Promise<number[][]> {
  const counts: number[][] = []
  for (const command of commands) counts.push(await count(command))
  return counts
}

/** Runs a process and reads its last count, `name: 40 passed, 0 failed`. One that ends badly without a fault to count has one more. */
async function count([file = '', ...args]: string[]): Promise<number[]> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => said.push(text))
  const [code] = await once(child, 'close')
  process.stdout.write(`── ${file}, ${secondsSince(startedAt)} s\n${said.join('')}`)
  const [passed = 0, failed = 0] = (/(\d+) passed, (\d+) failed\s*$/.exec(said.join('')) ?? []).slice(1).map(Number)
  return [passed, code !== 0 && failed === 0 ? 1 : failed]
}

function secondsSince(moment: number): number {
  return Math.round((performance.now() - moment) / 1000)
}
