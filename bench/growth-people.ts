import mongoose from 'mongoose'
import type { Person } from '../src/users/model.ts'
import { activePerson } from './crowd.ts'

const everyTenth = 10
const everyFiftieth = 50
const issuedAt = new Date('2026-01-01T00:00:00Z')
const expiresAt = new Date('2036-01-01T00:00:00Z')

/** The administrator who looks at the list; their name begins as nobody else's does. */
export const administrator = {
  ...activePerson('~administrator', 'cannot sign in'),
  _id: new mongoose.Types.ObjectId('000000000000000000000001'),
  roles: ['administrator'],
  firstAdministrator: true,
} satisfies Person

/** The digest of the link that person `number` holds; only every tenth has one. */
export function digestOf(number: number): string {
  return `digest-${Math.floor(number / everyTenth) * everyTenth}`
}

/** Names that look like people's in an index: spread over the alphabet, and one prefix fits more of them the more there are. */
export function nameOf(number: number): string {
  return `${scattered(number).toString(36).padStart(6, '0')}-${number}`
}

/** Person `number`: names spread over the alphabet, every tenth with a live link, every fiftieth disabled. */
export function person(number: number): Person {
  const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGg'
  const proof = { digest: digestOf(number), purpose: 'reset' as const, issuedAt, expiresAt }
  return {
    ...activePerson(nameOf(number), hash),
    createdAt: new Date(issuedAt.getTime() + scattered(number)),
    ...(number % everyFiftieth === 1 && { status: 'disabled' }),
    ...(number % everyTenth === 0 && { proof }),
  }
}

// Far from its neighbours, the same at every call: the multiplier shares no factor with the modulus.
function scattered(number: number): number {
  return (number * 1_327_217_885) % 36 ** 6
}
