import { isPassword } from '../../src/security/passwords.ts'
import { accuse, type Known, type Ledger } from './ledger.ts'
import type { Records } from './records.ts'

/** I1: every acknowledged password is the stored one and the one before it is dead. After an outcome nobody heard either is right,
 *  and which one it was is known from here on. Weighs those whose password changed since the last look. */
export async function checkPasswords(ledger: Ledger, records: Records): Promise<void> {
  for (const person of [...ledger.people, ...ledger.administrators]) {
    const stored = records.people.get(person.id)
    if (!stored) accuse(ledger, `I1 ${person.username} is gone`)
    else if (weighedAs.get(person) !== stored.passwordHash || person.possible.length > 1)
      await weigh(ledger, person, stored.passwordHash)
  }
}

const weighedAs = new WeakMap<Known, string | undefined>()

async function weigh(ledger: Ledger, person: Known, passwordHash: string | undefined): Promise<void> {
  const verdicts = await Promise.all(person.possible.map((password) => isPassword(password, passwordHash)))
  const current = person.possible.filter((_password, index) => verdicts[index])
  if (current.length !== 1)
    return accuse(
      ledger,
      `I1 of ${person.possible.length} possible passwords of ${person.username} ${current.length} are stored`,
    )
  const before = person.dead.at(-1)
  if (before !== undefined && (await isPassword(before, passwordHash)))
    accuse(ledger, `I1 the old password of ${person.username} is stored`)
  person.dead.push(...person.possible.filter((password) => password !== current[0]))
  person.possible = current
  person.restsUntil = 0
  weighedAs.set(person, passwordHash)
}
