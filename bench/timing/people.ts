import { hash } from 'argon2'
import { hashPassword } from '../../src/security/passwords.ts'
import { People, type Person } from '../../src/users/model.ts'
import { insertPeople } from '../../test/support/insert-people.ts'
import { activePerson, password } from '../crowd.ts'

/** How many names each class has: caches for one person must not tell. */
export const namesPerClass = 20

/** The six kinds of account at sign-in; nobody here types the right password of an active person. */
export const signInClasses = ['unknown', 'known', 'administrator', 'disabled', 'invited', 'old-parameters'] as const
export const forgotClasses = ['unknown', 'known', 'disabled', 'throttled'] as const
export type AccountClass = (typeof signInClasses)[number] | (typeof forgotClasses)[number]

/** The name of one member of a class; they are all equally long. */
export function nameOf(account: AccountClass, index: number): string {
  const position = [...new Set<string>([...signInClasses, ...forgotClasses])].indexOf(account)
  return `person-${position}${String(index % namesPerClass).padStart(3, '0')}`
}

/** Puts the members of every class that exists into the connected database. */
export async function addPeople(): Promise<void> {
  const usual = await hashPassword(password)
  const older = await hash(password, { memoryCost: 12_288, timeCost: 3, parallelism: 1 })
  const shapes: Partial<Record<AccountClass, Partial<Person>>> = {
    known: {},
    administrator: { roles: ['administrator'] },
    disabled: { status: 'disabled' },
    invited: { status: 'invited', passwordHash: undefined },
    'old-parameters': { passwordHash: older },
    throttled: {},
  }
  for (const [account, shape] of Object.entries(shapes)) {
    const members = Array.from({ length: namesPerClass }, (_, index) => {
      const person = { ...activePerson(nameOf(account as AccountClass, index), usual), ...shape }
      if (person.passwordHash === undefined) delete person.passwordHash
      return person
    })
    await insertPeople(members)
  }
}

/** Makes everybody fresh again, except that the throttled have had all the mails they may have for now. */
export async function refresh(now: Date): Promise<void> {
  await Promise.all(['attempts', 'quotas'].map((name) => People.db.collection(name).deleteMany({})))
  await People.updateMany({}, { $set: { resetIssues: [] } })
  const issues = Array.from({ length: 3 }, (_, index) => ({ requestId: `spent-${index}`, at: now }))
  const throttled = Array.from({ length: namesPerClass }, (_, index) => nameOf('throttled', index))
  await People.updateMany({ usernameKey: { $in: throttled } }, { $set: { resetIssues: issues } })
}
