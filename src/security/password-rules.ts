import type { Saying } from '../languages/translate.ts'

/** Source: NIST SP 800-63B-4 §3.1.1.2: 15 where the password is the only factor, and at least 64 accepted. */
export const defaultMinimumLength = 15
export const maximumLength = 256

/** What a new password is weighed against: the shortest length allowed, in code points, and names an attacker tries first. */
export interface PasswordContext {
  settings: { organizationName: string; system: { minimumPasswordLength: number } }
  owner: { username: string; email: string; givenName: string; familyName: string }
}

/** Why a new password is refused, in a sentence for its owner; undefined when it is fine. No composition rules, length in
 *  code points, the whole password compared with the context. Source: NIST SP 800-63B-4 §3.1.1.2. */
export function refusePassword(password: string, context: PasswordContext): Saying | undefined {
  const { settings, owner } = context
  const { minimumPasswordLength } = settings.system
  const folded = fold(password)
  const length = [...password.normalize('NFKC')].length
  if (length < minimumPasswordLength) return { key: 'passwords.too-short', values: { minimum: minimumPasswordLength } }
  if (length > maximumLength) return { key: 'passwords.too-long', values: { maximum: maximumLength } }
  if (new Set(folded).size < 4) return 'passwords.repetitive'
  const { username, email, givenName, familyName } = owner
  const words = [username, email, `${givenName}${familyName}`, settings.organizationName]
  const guessable = words.map(fold).filter((word) => word.length > 3)
  if (guessable.some((word) => folded === word || folded.replaceAll(word, '').length < 4)) {
    return 'passwords.context'
  }
  return undefined
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '')
}
