import { People, type Person } from '../src/users/model.ts'
import { activePerson } from './crowd.ts'

const batch = 1000
const everyTenth = 10
const issuedAt = new Date('2026-01-01T00:00:00Z')
const expiresAt = new Date('2036-01-01T00:00:00Z')

/** Fills the connected database with people with names all over the alphabet, every tenth with a live link, until there are `count` of them
 *  or the time is over. Returns how many there are. */
export async function addPeople(count: number, until: number): Promise<number> {
  let made = 0
  while (made < count && performance.now() < until) {
    const size = Math.min(batch, count - made)
    await People.collection.insertMany(Array.from({ length: size }, (_, index) => person(made + index)))
    made += size
  }
  return made
}

/** The digest of the link that person `number` holds; only every tenth has one. */
export function digestOf(number: number): string {
  return `digest-${Math.floor(number / everyTenth) * everyTenth}`
}

/** Names that look like people's in an index: spread over the alphabet, and one prefix fits more of them the more there are. */
export function nameOf(number: number): string {
  return `${((number * 1_327_217_885) % 36 ** 6).toString(36).padStart(6, '0')}-${number}`
}

function person(number: number): Person {
  const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGg'
  const proof = { digest: digestOf(number), purpose: 'reset' as const, issuedAt, expiresAt }
  return { ...activePerson(nameOf(number), hash), ...(number % everyTenth === 0 && { proof }) }
}
