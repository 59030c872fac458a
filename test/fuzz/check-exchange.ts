import type { Case } from './case.ts'
import type { Answer, Exchange } from './exchange.ts'
import type { Town } from './town.ts'
import { isReadable, mayWait } from './tricks.ts'

/** What is wrong about what came back, in a few words; undefined where nothing is. */
export function faultOf(
  given: Case,
  heard: Exchange,
  at: { secrets: Town['secrets']; sent: Buffer; limitMs: number },
): string | undefined {
  if (heard.isSilent) return 'no end of the connection in time'
  if (heard.tookMs > limitOf(given, at.limitMs)) return 'too slow'
  const isDue =
    isReadable(given.trick) && !mayWait(given.trick) && given.method !== 'CONNECT' && at.sent.length < 30_000
  if (heard.answers.length === 0 && isDue) return 'no answer'
  const faults = heard.answers.map((answer) => faultIn(answer, { ...at, door: given.door }))
  return faults.find((fault) => fault !== undefined)
}

/** Whether the answer is the one that the product gives while its places for hashing are taken. */
export function isBusy({ status, headers }: Answer): boolean {
  return status === 503 && Number(headers.get('retry-after')) > 0
}

/** A relay that does not answer is given ten seconds: the page says so while it waits. */
const relayLimitMs = 10_000

function limitOf({ path }: Case, limitMs: number): number {
  return path.includes('smtp') || path.includes('sample') ? Math.max(limitMs, relayLimitMs) : limitMs
}

const armour: [string, RegExp][] = [
  ['content-security-policy', /^default-src 'none'/],
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^(DENY|SAMEORIGIN)$/i],
  ['referrer-policy', /^(same-origin|no-referrer)$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['x-request-id', /^[0-9a-f-]{36}$/],
]
const innards =
  /node_modules|\/src\/|\.[tj]s:\d+|\n\s+at \S+ \(|at Object\.|MongoServerError|ZodError|SqliteError|TypeError|RangeError/

function faultIn(
  answer: Answer,
  { secrets, sent }: { secrets: string[]; sent: Buffer; door: string },
): string | undefined {
  const { status, headers, body } = answer
  if (status >= 500 && !isBusy(answer)) return `status ${status}`
  const bare = armour.find(([name, wanted]) => !wanted.test(headers.get(name) ?? ''))
  if (bare) return `header ${bare[0]} is ${headers.get(bare[0]) ?? 'missing'} (status ${status})`
  if (headers.has('x-powered-by') || headers.has('server')) return 'it says what it is made of'
  const inner = innards.exec(body)?.[0]
  if (inner !== undefined && !sent.includes(inner)) return `its body shows ${inner}`
  const all = `${[...headers.values()].join('\n')}\n${body}`
  const secret = secrets.findIndex((one) => all.includes(one) && !sent.includes(one))
  return secret < 0 ? undefined : `it tells secret ${secret}`
}
