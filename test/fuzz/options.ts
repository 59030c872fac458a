import { parseArgs } from 'node:util'

/** What a run is asked to do. */
export interface Options {
  /** How many requests; none for 0. */
  requests: number
  /** How many step orders of the reset journey. */
  orders: number
  /** How many addresses go into the mail builder. */
  addresses: number
  seed: number
  /** A run ends after so long, whatever is left. */
  minutes: number
  /** Milliseconds a busy machine may add to the second that an answer may take. */
  slackMs: number
}

/** Reads the command line; the usual amounts are those of CI, `--requests 1000000` is the long run. */
export function readOptions(): Options {
  const text = { type: 'string' as const }
  const options = { requests: text, orders: text, addresses: text, seed: text, minutes: text, slack: text }
  const { values } = parseArgs({ options })
  const number = (given: string | undefined, usual: number) => {
    const value = given === undefined ? usual : Number(given)
    if (!Number.isFinite(value) || value < 0) throw new Error(`${given} is not a number`)
    return value
  }
  return {
    requests: number(values.requests, 100_000),
    orders: number(values.orders, 10_000),
    addresses: number(values.addresses, 100_000),
    seed: number(values.seed, Date.now() % 2 ** 31),
    minutes: number(values.minutes, 600),
    slackMs: number(values.slack, 0),
  }
}
