import { activePerson } from '../../bench/crowd.ts'
import { createIndexes } from '../../src/database/indexes.ts'
import { saveSystem } from '../../src/organization/settings.ts'
import { usualProofLimits } from '../../src/security/demand.ts'
import { usualGuessLimits } from '../../src/security/guess-limits.ts'
import { hashPassword } from '../../src/security/passwords.ts'
import { usualLimits } from '../../src/sessions/store.ts'
import { enrol } from '../../src/users/administrators.ts'
import { People, type Person } from '../../src/users/model.ts'
import type { Known, Ledger } from './ledger.ts'

export const firstPassword = 'the same words for everybody here'
const groups = { people: 240, turned: 12, administrators: 3, victims: 1 }

/** Puts people into the connected, empty database, all with one password: hashing is slow on purpose. Limits on reset mails are
 *  lifted, since all come from one address. */
export async function addCrowd(): Promise<Ledger> {
  await createIndexes()
  const passwordHash = await hashPassword(firstPassword)
  const make = (name: string, count: number, roles: Person['roles']) =>
    Array.from({ length: count }, (_, number) => makePerson(`${name}-${number}`, passwordHash, roles))
  const people = make('person', groups.people, [])
  const turned = make('turned', groups.turned, [])
  const administrators = make('chief', groups.administrators, ['administrator'])
  const victims = make('victim', groups.victims, [])
  await People.collection.insertMany([...people, ...turned, ...administrators, ...victims])
  for (const one of administrators) await enrol(one._id.toHexString())
  await saveSystem({
    selfServiceReset: false,
    linkLifetimeMinutes: 60,
    notifyOnSuccess: true,
    minimumPasswordLength: 15,
    resetLimits: { perPerson: 40, perClient: 1e6, everyone: 1e6 },
    guessLimits: usualGuessLimits,
    proofLimits: { ...usualProofLimits, isOn: false },
    sessionLimits: usualLimits,
  })
  return {
    people: people.map(knownPerson),
    turned: turned.map(knownPerson),
    administrators: administrators.map(knownPerson),
    guesses: { victim: knownPerson(victims[0] as Person), weighedAt: [], waits: 0 },
    resetOpen: [false],
    counts: {},
    violations: [],
    cuts: [],
  }
}

/** What the runner knows about somebody at first. */
export function knownPerson(one: Person): Known {
  return {
    id: one._id.toHexString(),
    username: one.username,
    email: one.email,
    possible: [firstPassword],
    dead: [],
    restsUntil: 0,
    askedAt: undefined,
    usedLinks: [],
    endedSessions: [],
    status: ['active'],
    asks: 0,
    changes: { acknowledged: 0, unknown: 0 },
    resets: { acknowledged: 0, unknown: 0 },
  }
}

/** The record of an active person without a history. */
export function makePerson(username: string, passwordHash: string, roles: Person['roles']): Person {
  return { ...activePerson(username, passwordHash), roles }
}
