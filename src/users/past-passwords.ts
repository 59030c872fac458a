import { People, type Person } from './model.ts'

/** The hashes of the passwords a person has and had, newest first, as far as they are kept. */
export async function passwordHashesOf(userId: string): Promise<string[]> {
  const fields = { passwordHash: 1, pastPasswords: 1 }
  const person = await People.findById(userId, fields).lean<Pick<Person, 'passwordHash' | 'pastPasswords'>>()
  const { passwordHash, pastPasswords = [] } = person ?? {}
  return passwordHash === undefined ? pastPasswords : [passwordHash, ...pastPasswords]
}

/** What a write of a new password says about the former ones: these are kept, newest first, and no others. */
export function keepingPasswords(hashes: string[]): {
  set: { pastPasswords?: string[] }
  unset: { pastPasswords?: 1 }
} {
  return hashes.length > 0 ? { set: { pastPasswords: hashes }, unset: {} } : { set: {}, unset: { pastPasswords: 1 } }
}
