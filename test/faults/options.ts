import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

export type DatabaseName = 'embedded' | 'mongodb'

/** What was asked on the command line. */
export interface Options {
  database: DatabaseName | undefined
  scenario: string
  seed: number
  kills: number
  rounds: number | undefined
  mails: number
  minutes: number
  short: boolean
}

/** Reads the command line; a seed is thrown where none is given. */
export function readOptions(): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      database: text,
      scenario: text,
      seed: text,
      kills: text,
      rounds: text,
      mails: text,
      minutes: text,
      short: { type: 'boolean' },
    },
  })
  const { database, scenario = 'kills', short = false } = values
  if (database !== undefined && database !== 'embedded' && database !== 'mongodb')
    throw new Error('--database is embedded or mongodb')
  const usualKills = database === 'mongodb' ? 200 : 1000
  return {
    database,
    scenario,
    seed: Number(values.seed ?? randomInt(2 ** 31)),
    kills: Number(values.kills ?? (short ? 12 : usualKills)),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    mails: Number(values.mails ?? 10_000),
    minutes: Number(values.minutes ?? (short ? 0.6 : 240)),
    short,
  }
}
