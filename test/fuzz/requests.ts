import fc from 'fast-check'
import { type Case, cases } from './case.ts'
import { faultOf, isBusy } from './check-exchange.ts'
import { type Exchange, exchange } from './exchange.ts'
import { type OpenTown, openTown } from './open-town.ts'
import type { Options } from './options.ts'
import { render } from './render.ts'
import { mayWait } from './tricks.ts'

/** What became of a run of requests. */
export interface Seen {
  requests: number
  answers: Record<string, number>
  busy: number
  /** Answers that came late once and in time when asked for again: the machine's fault. */
  lateOnce: number
  slowestMs: number
  findings: Map<string, string>
}

const lanes = 6
const portion = 500
const mostFindings = 25
/** The product's own promise. Source: bar: nothing takes more than one second. */
const limitMs = 1000

/** Sends so many requests over so many connections at once, and looks at every answer. Goes on after a finding, each kind of which is
 *  told once, with its request made as small as it gets. */
export async function sendRequests({
  requests,
  seed,
  minutes,
  slackMs,
}: Options): Promise<{ open: OpenTown; seen: Seen }> {
  const open = await openTown()
  const seen: Seen = { requests: 0, answers: {}, busy: 0, lateOnce: 0, slowestMs: 0, findings: new Map() }
  const until = Date.now() + minutes * 60_000
  const grammar = cases(open.town)
  let started = 0
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(seed * 1000 + lane)))
  return { open, seen }

  async function work(laneSeed: number): Promise<void> {
    for (
      let turn = 0;
      started < requests && Date.now() < until && open.isAlive() && seen.findings.size < mostFindings;
      turn++
    ) {
      started += portion
      const at = laneSeed + turn * lanes
      const result = await fc.check(
        fc.asyncProperty(grammar, (given) => demandFine(given)),
        {
          numRuns: Math.min(portion, requests),
          seed: at | 0,
          interruptAfterTimeLimit: Math.max(0, until - Date.now()),
        },
      )
      if (!result.failed || !result.counterexample) continue
      const fault = faultText(result.errorInstance)
      if (!seen.findings.has(fault)) seen.findings.set(fault, told(result.counterexample[0], at))
    }
  }

  async function demandFine(given: Case): Promise<void> {
    const heard = await hear(given)
    const sent = render(given, open.town)
    const at = { secrets: open.town.secrets, sent, limitMs: limitMs + slackMs }
    let fault = faultOf(given, heard, at)
    if (fault === 'too slow' || fault?.startsWith('no ')) {
      const again = faultOf(given, await hear(given), at)
      if (again === undefined) seen.lateOnce++
      fault = again
    }
    const name =
      fault &&
      `${fault}: ${given.method} ${given.door} /${given.path
        .map((part) => (open.town.words.includes(part) ? '*' : part.slice(0, 30)))
        .slice(0, 3)
        .join('/')}`
    if (name && !seen.findings.has(name)) throw new Error(name)
  }

  async function hear(given: Case): Promise<Exchange> {
    const how = { mayWait: mayWait(given.trick), isHead: given.method === 'HEAD', longestMs: 15_000 }
    const heard = await exchange(open.town.doors[given.door].port, render(given, open.town), how)
    seen.requests++
    for (const answer of heard.answers) {
      seen.answers[answer.status] = (seen.answers[answer.status] ?? 0) + 1
      if (isBusy(answer)) seen.busy++
    }
    if (heard.answers.length === 0) seen.answers.none = (seen.answers.none ?? 0) + 1
    seen.slowestMs = Math.max(seen.slowestMs, Math.round(heard.tookMs))
    return heard
  }

  function told(given: Case, at: number): string {
    return `seed ${at}\n${JSON.stringify(given)}\n${JSON.stringify(render(given, open.town).toString('latin1').slice(0, 3000))}`
  }
}

function faultText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
