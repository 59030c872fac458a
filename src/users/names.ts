import { canonicalAddress } from '../mail/address.ts'

/** The one key a username is known by: NFKC, lower case. Two spellings that look alike to a person share it.
 *  Source: OWASP Email Validation Cheat Sheet, "Unicode and IDN". */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase()
}

/** The key under which a typed name is looked up and counted: of a mail address where it is one, else of a username. */
export function identifierKey(identifier: string): string {
  return canonicalAddress(identifier)?.key ?? usernameKey(identifier)
}

/** Both names a person may be typed by, as they are counted. */
export function keysOf(person: { username: string; email: string }): string[] {
  return [identifierKey(person.username), identifierKey(person.email)]
}

/** A text as searches see it: case, accents and width do not matter, nor how many spaces there are. */
export function searchKey(text: string): string {
  const letters = text.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return letters.toLowerCase().replaceAll(/\s+/g, ' ').trim()
}

/** What a person is found by the beginning of: username, address, and the name in either order. */
export function searchKeysOf(person: {
  username: string
  email: string
  givenName: string
  familyName: string
}): string[] {
  const { username, email, givenName, familyName } = person
  const names = [username, email, `${givenName} ${familyName}`, `${familyName} ${givenName}`]
  return [...new Set(names.map(searchKey))].filter((key) => key !== '')
}

/** How a person is greeted: given and family name, or the username where neither is known. */
export function displayName(person: { givenName: string; familyName: string; username: string }): string {
  return `${person.givenName} ${person.familyName}`.trim() || person.username
}
