import mongoose from 'mongoose'
import type { Deps } from '../deps.ts'

const tooSlowMs = 1000

/** A clock that several processes on one MongoDB share. It goes back only where the database's own clock does, by a second or more. */
export interface SharedClock {
  now: Deps['clock']['now']
  /** Takes over the database's time; throws where it is away. */
  follow(): Promise<void>
}

/** The time all decisions are made by. On MongoDB it is the database's, whatever the processes' own clocks say: looked up by
 *  `follow`, carried on by this machine's steady counter in between. On the embedded database it is this machine's (`wall` gives
 *  milliseconds since 1970): steps forward are followed, a clock that is set back is not, so that no link lives longer for it. */
export function createClock(wall: () => number): SharedClock {
  let zero = wall() - performance.now()
  let isDatabases = false

  function now(): Date {
    if (!isDatabases) zero = Math.max(zero, wall() - performance.now())
    return new Date(zero + performance.now())
  }

  /** A slow answer says too little about the moment and changes nothing. */
  async function follow(): Promise<void> {
    const before = performance.now()
    const time = await serverTime()
    const after = performance.now()
    if (!time || after - before > tooSlowMs) return
    const theirs = time.getTime() - (before + after) / 2
    zero = theirs < zero && zero - theirs < tooSlowMs ? zero : theirs
    isDatabases = true
  }

  return { now, follow }
}

/** What time it is at the MongoDB server; undefined where it does not say. The embedded database has no clock to ask. */
export async function serverTime(): Promise<Date | undefined> {
  const answer = await mongoose.connection.db?.command({ hello: 1 })
  return answer?.localTime instanceof Date ? answer.localTime : undefined
}
