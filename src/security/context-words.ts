import { foldPassword } from './password-text.ts'

/** The words an attacker who knows a person tries first. */
export interface PasswordContext {
  settings: { organizationName: string; system: { minimumPasswordLength: number } }
  owner: { username: string; email: string; givenName: string; familyName: string }
}

const shortestWord = 3

/** The folded words of a context, longest first: username, address with its local part and domain, names in both orders,
 *  organisation and product, each whole and in its pieces. Source: OWASP ASVS 6.1.2, 6.2.11; NIST SP 800-63B-4 §3.1.1.2. */
export function contextWords({ settings, owner }: PasswordContext): string[] {
  const { username, email, givenName, familyName } = owner
  const names = [givenName, familyName, `${givenName} ${familyName}`, `${familyName} ${givenName}`]
  const whole = [username, email, ...email.split('@'), ...names, settings.organizationName, 'Latchkey']
  const words = whole.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}\p{M}]+/u)]).map(foldPassword)
  const telling = words.filter((word) => [...word].length >= shortestWord)
  return [...new Set(telling)].sort((one, other) => other.length - one.length)
}
