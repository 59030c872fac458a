import { setTimeout } from 'node:timers/promises'
import { isDatabaseAway } from './away.ts'

const firstPauseMs = 100
const longestPauseMs = 5_000
const patienceMs = 10 * 60_000

/** Writes what must not be forgotten, such as a relay's last word: while the database is away the write is tried again, for about
 *  ten minutes. It has to do no harm the second time. Throws what is no absence at once, and the last absence at the end. */
export async function untilWritten<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let waited = 0, pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await write()
    } catch (error) {
      if (!isDatabaseAway(error) || waited >= patienceMs) throw error
    }
    await setTimeout(pause)
    waited += pause
  }
}
