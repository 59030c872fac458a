import { setTimeout } from 'node:timers/promises'
import { accuse, count, type Ledger } from './ledger.ts'
import { spread } from './outcome.ts'
import { isPage } from './people.ts'
import type { Fault } from './schedule.ts'
import { publicOrigin, type Stage } from './stage.ts'
import { visit } from './visitor.ts'

const refusedWithinMs = 6_000
const backWithinMs = 10_000

type CutOff = Extract<Fault, { kind: 'cut-off' }>

/** How long requests to a cut-off app took until they were refused, and apps to serve again, in milliseconds. */
const times: { refused: number[]; back: number[] } = { refused: [], back: [] }

/** Cuts apps off their database for a while and knocks at them meanwhile: they acknowledge nothing, say 503 in time, and serve again
 *  without being started again once the wire is whole. */
export async function cutOff(stage: Stage, ledger: Ledger, { which, how, forMs }: CutOff): Promise<void> {
  const struck = stage.apps.filter((_app, index) => which === 'all' || index === which)
  const browsers = struck.map(({ publicPort }) => visit(publicOrigin, () => publicPort))
  await Promise.all(browsers.map((browser) => browser.get('/forgot-password')))
  const cut = (what: string) => ledger.cuts.push({ at: Date.now(), who: 'database', what })
  cut(how)
  for (const { wire } of struck) how === 'cut' ? wire?.cut() : wire?.blackHole()
  count(ledger, 'partitions')
  count(ledger, `partitions: ${how}, ${which === 'all' ? 'all apps' : 'one app'}`)
  const knocks = browsers.map(async (browser) => {
    const since = performance.now()
    const answer = await browser.post('/forgot-password', { identifier: 'nobody at all', return_to: '' })
    const ms = performance.now() - since
    if (isPage(answer, 303)) return accuse(ledger, `C14 a request was acknowledged behind a wire that was ${how}`)
    times.refused.push(ms)
    if (!isPage(answer, 503) || ms > refusedWithinMs)
      accuse(ledger, `C14 behind a wire that was ${how} the answer was ${said(answer)} after ${Math.round(ms)} ms`)
  })
  await Promise.all([setTimeout(forMs), ...knocks])
  for (const { wire } of struck) wire?.heal()
  cut('healed')
  const since = performance.now()
  await Promise.all(struck.map(({ publicPort }) => untilServing(publicPort, since)))
  const ms = performance.now() - since
  times.back.push(ms)
  if (ms > backWithinMs) accuse(ledger, `C14 after a wire was whole again it took ${Math.round(ms)} ms to serve`)
}

function said(answer: Awaited<ReturnType<ReturnType<typeof visit>['get']>>): string {
  return answer.kind === 'page' ? String(answer.status) : answer.kind
}

async function untilServing(port: number, since: number): Promise<void> {
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady()) && performance.now() - since < 2 * backWithinMs) await setTimeout(50)
}

/** Every decision the apps made over their wires was written with a majority and read from the primary. */
export function judgeWires({ apps }: Stage, ledger: Ledger): void {
  for (const { wire } of apps) for (const weak of wire?.heard.weak.splice(0) ?? []) accuse(ledger, `C14 ${weak}`)
}

/** What the report says about the wires. */
export function figuresOfWires({ apps }: Stage): Record<string, number | string> {
  const sum = (what: 'writes' | 'reads') => apps.reduce((total, { wire }) => total + (wire?.heard[what] ?? 0), 0)
  return {
    'refused while cut off, ms (p50, p99, most)': spread(times.refused),
    'serving again after healing, ms (p50, p99, most)': spread(times.back),
    'writes seen, all with a majority on disk': sum('writes'),
    'reads seen, all from the primary': sum('reads'),
  }
}
