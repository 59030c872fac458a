import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Found, measure, type Plan } from './measure.ts'
import { forgotClasses, signInClasses } from './people.ts'
import { startProduct } from './product.ts'
import type { Relay } from './serve.ts'
import { inWords } from './words.ts'

/** With this many requests per class a difference of 0.05 standard deviations is seen; with fewer, 0.1 is what can be asked. */
const enoughForSignIn = 16_723

const { values } = parseArgs({
  options: { n: { type: 'string', default: '4000' }, seed: { type: 'string', default: '1' }, out: { type: 'string' } },
})
const n = Number(values.n)
const random = seeded(Number(values.seed))
const product = await startProduct()
const signIn: Plan = {
  name: 'sign-in',
  path: '/sign-in',
  fields: (identifier) => ({ identifier, password: 'words that are nobody’s password' }),
  classes: signInClasses,
  limits: { d: n >= enoughForSignIn ? 0.05 : 0.1, medianMs: 1 },
  perFreshName: 4,
}
const forgot: Omit<Plan, 'name'> = {
  path: '/forgot-password',
  fields: (identifier) => ({ identifier }),
  classes: forgotClasses,
  limits: { d: 0.1, medianMs: 0.2 },
  perFreshName: 40,
}

const found: Found[] = []
for (const relay of ['up', 'down', 'slow'] satisfies Relay[]) {
  await product.order({ relay })
  await take({ ...forgot, name: `forgot, relay ${relay}` })
}
await product.order({ relay: 'up' })
await product.order({ throttles: 'usual' })
await take({ ...forgot, name: 'forgot, usual limits' })
await take(signIn)
product.stop()

const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
if (values.out) {
  await mkdir(values.out, { recursive: true })
  await writeFile(`${values.out}/timing.json`, `${JSON.stringify({ machine, n, found }, undefined, 2)}\n`)
  await writeFile(`${values.out}/timing.md`, inWords(found, { machine, n, at: new Date() }))
}
process.exitCode = found.every(({ passed }) => passed) ? 0 : 1

async function take(plan: Plan): Promise<void> {
  const one = await measure(product, plan, n, random)
  found.push(one)
  process.stdout.write(inWords([one], { machine: '', n, at: undefined }))
}

/** Mulberry32: the same order of requests for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
