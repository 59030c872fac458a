import type { DatabaseName } from './options.ts'
import type { Mix } from './schedule.ts'

/** The faults that go with so many kills: what both databases know, and what only one of them does. */
export function mixOf(
  strikes: number,
  database: DatabaseName,
  also: { fullDisks: boolean; wrongClocks: boolean; cutOff: boolean },
): Mix {
  const isMongodb = database === 'mongodb'
  const databaseKills = isMongodb ? Math.floor(strikes / 4) : 0
  return {
    appKills: strikes - databaseKills,
    databaseKills,
    relayKills: Math.ceil(strikes / 12),
    moods: Math.ceil(strikes / 6),
    failPoints: isMongodb ? Math.ceil(strikes * 0.6) : 0,
    stepDowns: isMongodb ? Math.ceil(strikes / 8) : 0,
    fullDisks: also.fullDisks ? Math.ceil(strikes / 8) : 0,
    cutOffs: also.cutOff ? Math.ceil(strikes / 2) : 0,
    clockJumps: also.wrongClocks ? Math.ceil(strikes / 3) : 0,
  }
}
