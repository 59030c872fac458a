const controls = /[\p{Cc}\u2028\u2029]+/gu
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text fit for one line of a header, a subject or a log: controls and line breaks become one space, invisible direction
 *  marks vanish, and what is left is cut at `maxLength` characters. Source: ASVS 1.3.11. */
export function oneLine(text: string, maxLength: number): string {
  const line = text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(controls, ' ')
    .replace(directions, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return line.length <= maxLength ? line : `${[...line].slice(0, maxLength - 1).join('')}…`
}

/** Text in which no mail program finds a link: an invisible zero-width space stands before and after every sign that could make one (`.`, `:`,
 *  `/`, `\`, `@` and their look-alikes before a letter or another such sign). "J. Smith" and "132.0" stay untouched. */
export function unlinked(text: string): string {
  return text.replace(/[.:/\\@\u2024\u3002\uff0e\uff0f\uff1a\uff20\uff61](?=[\p{L}./\\@-])/gu, '\u200b$&\u200b')
}

/** Text that stands in a sentence of another direction without turning it about: Unicode isolates close it in, where the sentence
 *  or the text itself runs from right to left. An address stays bare, since mail programs would take the isolate for a part of it.
 *  Source: Unicode UAX #9, 2.4. */
export function isolated(text: string, direction: 'ltr' | 'rtl'): string {
  const mayTurn = direction === 'rtl' || /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text)
  return !mayTurn || text === '' || /:\/\/|www\./i.test(text) ? text : `\u2068${text}\u2069`
}

/** Plain text whose lines each run in the direction of its language, also where one begins with a foreign name. */
export function directed(text: string, direction: 'ltr' | 'rtl'): string {
  if (direction === 'ltr') return text
  const pieces = text.split('\n\n')
  return pieces
    .map((piece) => (/[\u0590-\u08ff]/.test(piece) ? piece.replace(/^(?!-- $)/gm, '\u200f') : piece))
    .join('\n\n')
}
