import mongoose from 'mongoose'
import { hashPassword } from '../src/security/passwords.ts'
import { People, type Person } from '../src/users/model.ts'

export const password = 'the same words for everybody here'

/** Fills the connected database with people named user-0, user-1 …, who all share one password hash. Starts at `from`. */
export async function addCrowd(from: number, to: number): Promise<void> {
  const passwordHash = await hashPassword(password)
  for (let start = from; start < to; start += 1000) {
    const batch = Array.from({ length: Math.min(1000, to - start) }, (_, index) =>
      activePerson(`user-${start + index}`, passwordHash),
    )
    await People.collection.insertMany(batch)
  }
}

/** The record of an active person without a history. */
export function activePerson(username: string, passwordHash: string): Person {
  const email = `${username}@example.test`
  return {
    _id: new mongoose.Types.ObjectId(),
    username,
    usernameKey: username,
    email,
    emailKey: email,
    givenName: '',
    familyName: '',
    searchKeys: [username, email],
    roles: [],
    status: 'active',
    language: 'en',
    passwordHash,
    sessionVersion: 1,
    resetIssues: [],
    events: [],
    createdAt: new Date(),
  }
}
