import type { Saying } from '../languages/translate.ts'
import type { Settings } from '../organization/settings.ts'
import { refusePassword } from '../security/password-rules.ts'
import { hashPassword, isPassword } from '../security/passwords.ts'
import { passwordHashesOf } from '../users/past-passwords.ts'

export type Weighed =
  | { outcome: 'fine'; passwordHash: string; pastPasswords: string[] }
  | { outcome: 'refused' | 'chosen-before'; reason: Saying }

/** How many of somebody's latest passwords they may not choose: as many as the history is long, and always the present one where an
 *  administrator requires a new one. */
export function passwordsRefused({ recovery }: Settings, { isForced = false }: { isForced?: boolean }): number {
  return Math.max(recovery.passwordHistory, isForced ? 1 : 0)
}

/** Weighs a password that somebody who may choose one has chosen: first by the rules, which are cheap, then against those of the person's
 *  latest passwords that may not be chosen again. One that is fine comes back hashed, with the hashes to keep beside it; the write of
 *  both must fail where the password was changed meanwhile. Source: NIST SP 800-63B-4 §3.1.1.2; WSO2's password history. */
export async function weighNewPassword(
  password: string,
  context: {
    settings: Settings
    owner: {
      id: string
      username: string
      email: string
      givenName: string
      familyName: string
      /** Whether an administrator requires the new password. */
      isForced?: boolean
    }
  },
): Promise<Weighed> {
  const { settings, owner } = context
  const reason = refusePassword(password, context)
  if (reason) return { outcome: 'refused', reason }
  const passwords = passwordsRefused(settings, owner)
  const hashes = passwords > 0 ? await passwordHashesOf(owner.id) : []
  for (const known of hashes.slice(0, passwords)) {
    if (!(await isPassword(password, known))) continue
    return { outcome: 'chosen-before', reason: { key: 'passwords.chosen-before', values: { passwords } } }
  }
  const pastPasswords = hashes.slice(0, Math.max(0, settings.recovery.passwordHistory - 1))
  return { outcome: 'fine', passwordHash: await hashPassword(password), pastPasswords }
}
