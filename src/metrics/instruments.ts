// Over 120 lines: every figure that this process counts for itself, one below the other.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A figure read for one answer: what it is called and what it is now, once for each of its labels. */
export interface Figure {
  name: string
  help: string
  type: 'counter' | 'gauge'
  values: { labels?: Record<string, string>; value: number }[]
}

/** What is said of a finished request: the pattern of its route, never its address. */
export interface Answered {
  door: string
  method: string
  route: string
  status: number
}

/** The type of the text. Source: Prometheus, exposition formats, "Text-based format". */
export const textType = Registry.PROMETHEUS_CONTENT_TYPE

const own = new Registry()
const registers = [own]

const requests = new Counter({
  name: 'latchkey_http_requests_total',
  help: 'Requests answered by this process, by the pattern of their route and the class of their status.',
  labelNames: ['door', 'method', 'route', 'status'],
  registers,
})
const durations = new Histogram({
  name: 'latchkey_http_request_duration_seconds',
  help: 'Time from the head of a request to the end of its answer.',
  labelNames: ['door', 'method', 'route'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
})
const hashes = new Histogram({
  name: 'latchkey_hash_duration_seconds',
  help: 'Time one password took to hash or weigh, waiting not counted.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers,
})
const hashWaits = new Histogram({
  name: 'latchkey_hash_wait_seconds',
  help: 'Time a password waited for its turn to be hashed.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers,
})
const databaseWaits = new Histogram({
  name: 'latchkey_database_wait_seconds',
  help: 'Time this process waited for the database, by kind of operation.',
  labelNames: ['kind'],
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  registers,
})
const databaseFailures = new Counter({
  name: 'latchkey_database_failures_total',
  help: 'Operations that failed because the database was away, silent or full.',
  labelNames: ['kind'],
  registers,
})
const delayed = new Counter({
  name: 'latchkey_sign_ins_delayed_total',
  help: 'Sign-ins that were told to wait, unweighed.',
  labelNames: ['door'],
  registers,
})

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
// What is always there is there at zero, so that a rate of it can be seen from the first one on.
for (const kind of ['read', 'write'] as const) {
  databaseWaits.zero({ kind })
  databaseFailures.inc({ kind }, 0)
}
for (const door of ['public', 'admin']) delayed.inc({ door }, 0)

/** Of the library's own figures those that say something about a server; the others are old names of the same. */
const ofProcess =
  /^latchkey_(process_(?!.*virtual|heap)|nodejs_(eventloop_lag|gc_duration|version_info|heap_size|external_memory|active_resources$))/

let isWatched = false

/** From now on keeps the figures of the process itself: event-loop lag, memory, handles, garbage collection. Once is enough. */
export function watchProcess(): void {
  if (isWatched) return
  isWatched = true
  collectDefaultMetrics({ register: own, prefix: 'latchkey_' })
  for (const { name } of own.getMetricsAsArray())
    if (/^latchkey_(process|nodejs)_/.test(name) && !ofProcess.test(name)) own.removeSingleMetric(name)
}

/** Counts a finished request; how long it took is in seconds. */
export function noteRequest({ door, method: given, route, status }: Answered, seconds: number): void {
  const method = methods.has(given) ? given : 'other'
  requests.inc({ door, method, route, status: `${Math.floor(status / 100)}xx` })
  durations.observe({ door, method, route }, seconds)
}

/** Notes one hash: how long it waited for its turn and how long it took, in seconds. */
export function noteHash({ waited, took }: { waited: number; took: number }): void {
  hashWaits.observe(waited)
  hashes.observe(took)
}

/** Notes one operation of the database and how long it was waited for, in seconds. */
export function noteDatabaseWait(kind: 'read' | 'write', seconds: number): void {
  databaseWaits.observe(kind === 'read' ? reading : writing, seconds)
}

/** Counts an operation that failed because the database cannot serve. */
export function noteDatabaseFailure(kind: 'read' | 'write'): void {
  databaseFailures.inc({ kind })
}

/** Counts a sign-in at a door that has to wait. */
export function noteDelayedSignIn(door: string): void {
  delayed.inc({ door })
}

/** All figures as Prometheus reads them: those of this process, and those `read` for this answer. */
export async function inText(read: Figure[]): Promise<string> {
  const fresh = new Registry()
  for (const { name, help, type, values } of read) {
    const described = { name, help, labelNames: Object.keys(values[0]?.labels ?? {}), registers: [fresh] }
    if (type === 'counter') {
      const counter = new Counter(described)
      for (const { labels = {}, value } of values) counter.inc(labels, value)
    } else {
      const gauge = new Gauge(described)
      for (const { labels = {}, value } of values) gauge.set(labels, value)
    }
  }
  return `${(await fresh.metrics()).trimEnd()}\n\n${(await own.metrics()).trimEnd()}\n`
}

const reading = { kind: 'read' }
const writing = { kind: 'write' }
