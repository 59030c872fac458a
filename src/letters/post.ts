/** A letter as its feature words it: the kind names the template, the placeholders are what it says, none of them secret. */
export interface Composition {
  kind: string
  placeholders: Record<string, string>
}

/** The text to seal for a letter: placeholders that nobody may read in the database, such as the link. */
export function secretPart(placeholders: Record<string, string>): string {
  return JSON.stringify(placeholders)
}

/** What `secretPart` wrote, or undefined when it is something else. */
export function readSecretPart(text: string): Record<string, string> | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  return entries.every(([, field]) => typeof field === 'string') ? Object.fromEntries(entries) : undefined
}

/** The place the secret part of a letter is sealed for, so that it opens in no other row. */
export function sealedPlace(id: string): string {
  return `mails/${id}/sealed`
}
