import { constants } from 'node:os'

/** One press of Ctrl-C may be heard twice: from the terminal, and passed on by npm. */
const echoMs = 500

let toldAt: number | undefined

// The signals are heard before the rest of the house is loaded, which takes a moment.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => hear(signal))

const house = import('./start.ts')
const { start, refuse } = await house
try {
  await start()
} catch (error) {
  // What fails because we are told to stop is no fault of the start.
  if (toldAt === undefined) refuse(error)
}

/** Told to stop, leaves in order and with 0; told again, at once. */
function hear(signal: 'SIGTERM' | 'SIGINT'): void {
  const now = performance.now()
  if (toldAt === undefined) void leave()
  else if (now - toldAt > echoMs) process.exit(128 + constants.signals[signal])
  toldAt ??= now
}

async function leave(): Promise<void> {
  const { stop } = await house
  await stop()
  process.exit(0)
}
