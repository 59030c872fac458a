import { domainToUnicode } from 'node:url'

/** Scripts that one word may mix, as people who write it do. Source: UTS 39 §5.2, "Highly Restrictive". */
const together = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]
const scripts = [
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Tamil'],
  ...['Thai', 'Ethiopic', 'Cherokee', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'],
].map((name) => ({ name, pattern: new RegExp(`\\p{Script_Extensions=${name}}`, 'u') }))

/** Cyrillic and Greek letters that are drawn as a Latin one. Source: UTS 39, "confusables". */
const drawnAsLatin = /^[аеорсухіјѕһԁԛԝѵӏАВЕКМНОРСТУХЅІЈοναρυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u

/** Whether a name could be taken for another one that is typed differently: letters of alphabets nobody mixes, or Cyrillic or Greek
 *  letters that are all drawn as Latin ones. Signs and digits belong to every alphabet. Source: UTS 39 §5.1 and §4.1. */
export function looksLikeAnother(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  return !isOneWriting(letters) || drawnAsLatin.test(letters.join(''))
}

/** The same for a domain, in letters or A-labels: a label may be drawn as Latin where the whole domain is of its alphabet. */
export function domainLooksLikeAnother(domain: string): boolean {
  const readable = domainToUnicode(domain)
  return readable.split('.').some(looksLikeAnother) && looksLikeAnother(readable)
}

function isOneWriting(letters: string[]): boolean {
  const writings = [...scripts.map(({ name }) => [name]), ...together]
  const patterns = new Map(scripts.map(({ name, pattern }) => [name, pattern]))
  const isOf = (letter: string, writing: string[]) => writing.some((name) => patterns.get(name)?.test(letter))
  const isListed = (letter: string) => scripts.some(({ pattern }) => pattern.test(letter))
  // An alphabet that is not listed here may stand by itself, not beside one that is.
  if (!letters.every(isListed)) return !letters.some(isListed)
  return writings.some((writing) => letters.every((letter) => isOf(letter, writing)))
}
