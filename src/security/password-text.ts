/** A password as it is hashed and counted: normalised, so that the same characters typed on another keyboard match.
 *  Source: NIST SP 800-63B-4 §3.1.1.2. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/** How long a password is: in code points, after normalisation. Source: NIST SP 800-63B-4 §3.1.1.2. */
export function passwordLength(password: string): number {
  return [...normalisePassword(password)].length
}

/** A password as it is compared: without case and spaces, which guessing programs vary first. */
export function foldPassword(text: string): string {
  return normalisePassword(text).toLowerCase().replaceAll(/\s+/gu, '')
}
