import type { Saying } from '../languages/translate.ts'
import type { Settings } from '../organization/settings.ts'
import { refusePassword } from '../security/password-rules.ts'
import { hashPassword, isPassword } from '../security/passwords.ts'
import { passwordHashesOf } from '../users/past-passwords.ts'

export type Weighed =
  | { outcome: 'fine'; passwordHash: string; pastPasswords: string[] }
  | { outcome: 'refused' | 'chosen-before'; reason: Saying }

/** Weighs a password that somebody who may choose one has chosen: first by the rules, which are cheap, then, where a history is kept,
 *  against the person's latest passwords. One that is fine comes back hashed, with the hashes to keep beside it; the write of
 *  both must fail where the password was changed meanwhile. Source: NIST SP 800-63B-4 §3.1.1.2; WSO2's password history. */
export async function weighNewPassword(
  password: string,
  context: {
    settings: Settings
    owner: { id: string; username: string; email: string; givenName: string; familyName: string }
  },
): Promise<Weighed> {
  const { settings, owner } = context
  const reason = refusePassword(password, context)
  if (reason) return { outcome: 'refused', reason }
  const { passwordHistory: history } = settings.recovery
  const hashes = history > 0 ? await passwordHashesOf(owner.id) : []
  for (const known of hashes.slice(0, history)) {
    if (!(await isPassword(password, known))) continue
    return { outcome: 'chosen-before', reason: { key: 'passwords.chosen-before', values: { passwords: history } } }
  }
  const pastPasswords = hashes.slice(0, Math.max(0, history - 1))
  return { outcome: 'fine', passwordHash: await hashPassword(password), pastPasswords }
}
