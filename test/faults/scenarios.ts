import { clockSkew } from './clock-skew.ts'
import { gracefulStop } from './graceful-stop.ts'
import { kills } from './kills.ts'
import { mails } from './mails.ts'
import type { DatabaseName, Options } from './options.ts'
import type { Outcome } from './outcome.ts'
import { replicaSet } from './replica-set.ts'
import { restartRace } from './restart-race.ts'
import { sameToken } from './same-token.ts'

/** Everything the runner can play, by the name it has on the command line. */
export const scenarios: Record<string, (options: Options, database: DatabaseName) => Promise<Outcome>> = {
  kills,
  'disk-full': (options, database) => kills(options, database, { smallVolume: true }),
  'clock-jumps': (options, database) => kills(options, database, { wrongClocks: true }),
  'clock-skew': clockSkew,
  partition: (options, database) => kills(options, database, { cutOff: true }),
  'same-token': sameToken,
  mails,
  'graceful-stop': gracefulStop,
  'restart-race': restartRace,
  'replica-set': replicaSet,
}
