import { ConfigFault, type HashCost, inShort, leastCosts, readConfig } from '../config.ts'
import { timeHash } from '../security/passwords.ts'
import { type Answer, type Given, type LocalCommand, UsageFault } from './command.ts'
import { inColumns } from './in-columns.ts'

/** Measures what a password hash costs on this machine, and says what to set. Writes nothing and needs no database. */
export const calibrate: LocalCommand = {
  says: 'measures what password hashes cost on this machine and says which to set; changes nothing',
  usage: 'calibrate [--target-ms number] [--memory-mib number] [--json]',
  options: { 'target-ms': { type: 'string' }, 'memory-mib': { type: 'string' }, json: { type: 'boolean' } },
  run,
}

interface Candidate {
  cost: HashCost
  /** The median of a hash while as many as may run at once do. */
  ms: number
}

const usual = { targetMs: '250', memoryMib: '1024' }
const rounds = 5
const ladder = [7168, 9216, 12_288, 19_456, 32_768, 47_104, 65_536, 98_304, 131_072, 262_144, 524_288, 1_048_576]

async function run({ values }: Given): Promise<Answer> {
  const targetMs = numberFrom('--target-ms', values['target-ms'] ?? usual.targetMs, 10_000)
  const memoryKib = numberFrom('--memory-mib', values['memory-mib'] ?? usual.memoryMib, 1_048_576) * 1024
  const atOnce = atOnceHere()
  const tried: Candidate[] = []
  for (const each of ladder.filter((memory) => memory * atOnce <= memoryKib)) {
    const least = await measure({ memoryKib: each, passes: leastPasses(each), lanes: 1 }, atOnce)
    tried.push(least)
    if (least.ms > targetMs) break
    const stronger = await measure(within(least, targetMs), atOnce)
    if (stronger.cost.passes > least.cost.passes) tried.push(stronger)
  }
  return inWords({ tried, chosen: choose(tried, targetMs), targetMs, atOnce })
}

function numberFrom(option: string, text: string | boolean, most: number): number {
  const number = /^\d{1,7}$/.test(String(text)) ? Number(text) : 0
  if (number < 1 || number > most) throw new UsageFault(`${option} is a whole number from 1 to ${most}.`)
  return number
}

function atOnceHere(): number {
  try {
    return readConfig().passwords.atOnce
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    throw new UsageFault(error.lines.join('\n'))
  }
}

/** The fewest passes that are enough with this much memory. */
function leastPasses(memoryKib: number): number {
  return Math.min(...leastCosts.filter((least) => least.memoryKib <= memoryKib).map(({ passes }) => passes))
}

/** The same memory with as many passes as stay well within the target, by what a pass seems to take. */
function within({ cost, ms }: Candidate, targetMs: number): HashCost {
  return { ...cost, passes: Math.min(999, Math.max(cost.passes, Math.floor(((0.9 * targetMs) / ms) * cost.passes))) }
}

async function measure(cost: HashCost, atOnce: number): Promise<Candidate> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++)
    times.push(...(await Promise.all(Array.from({ length: atOnce }, () => timeHash(cost)))))
  return { cost, ms: times.sort((a, b) => a - b)[times.length >> 1] ?? 0 }
}

/** The most memory, then the most passes, within the target: memory is what makes guessing dear. Source: RFC 9106 §4. */
function choose(tried: Candidate[], targetMs: number): Candidate | undefined {
  const fitting = tried.filter(({ ms }) => ms <= targetMs)
  return fitting.sort((a, b) => b.cost.memoryKib - a.cost.memoryKib || b.cost.passes - a.cost.passes)[0]
}

function inWords(found: {
  tried: Candidate[]
  chosen: Candidate | undefined
  targetMs: number
  atOnce: number
}): Answer {
  const { tried, chosen, targetMs, atOnce } = found
  const perSecond = (ms: number) => (1000 / ms) * atOnce
  const rows = tried.map(({ cost, ms }) => [
    inShort(cost),
    `${ms.toFixed(1)} ms`,
    perSecond(ms).toFixed(0),
    `${Math.ceil((cost.memoryKib * atOnce) / 1024)} MiB`,
  ])
  const table = inColumns([['COST', 'MEDIAN', 'PER SECOND', `MEMORY FOR ${atOnce} AT ONCE`], ...rows])
  const line = chosen && `PASSWORD_HASH_COST=${inShort(chosen.cost)}`
  const says = line
    ? `The most that stays within ${targetMs} ms. Set it where the server gets its environment; people’s hashes follow as they sign in:\n\n${line}`
    : `Nothing that is safe stays within ${targetMs} ms here. Leave PASSWORD_HASH_COST unset, or allow more time or memory.`
  const data = {
    at_once: atOnce,
    measured: tried.map(({ cost, ms }) => ({ cost: inShort(cost), ms, per_second: perSecond(ms) })),
    set: line ?? null,
  }
  return { text: tried.length === 0 ? says : `${table}\n\n${says}`, data, code: chosen ? 0 : 1 }
}
