import type { Saying } from '../languages/translate.ts'
import { isListed } from './blocklist/look-up.ts'
import { contextWords, type PasswordContext } from './context-words.ts'
import { repeatedPiece, withoutEnding, withoutEnds, withoutSequences } from './password-patterns.ts'
import { foldPassword, passwordLength } from './password-text.ts'

/** Source: NIST SP 800-63B-4 §3.1.1.2: 15 where the password is the only factor, and at least 64 accepted. */
export const defaultMinimumLength = 15
export const maximumLength = 256

/** What must be left of a password when everything guessable is taken out of it, in code points. */
const leastOfOnesOwn = 4
/** A shorter word is part of many a good phrase; the lists hold none. */
const shortestListed = 8

/** Why a new password is refused, in a sentence for its owner; undefined when it is fine. Length in code points, no composition rules;
 *  compared as a whole, without case and spaces, with what a guessing program tries first: repetitions, rows of keys, names, and common
 *  and breached passwords, with or without trivial endings. Source: NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 6.2.1, 6.2.4 to 6.2.12. */
export function refusePassword(password: string, context: PasswordContext): Saying | undefined {
  const { minimumPasswordLength: minimum } = context.settings.system
  const length = passwordLength(password)
  if (length < minimum) return { key: 'passwords.too-short', values: { minimum } }
  if (length > maximumLength) return { key: 'passwords.too-long', values: { maximum: maximumLength } }
  const folded = foldPassword(password)
  if (isRepetition(folded, minimum)) return 'passwords.repetitive'
  if (isShorter(withoutSequences(folded), leastOfOnesOwn)) return 'passwords.sequence'
  if (isContext(folded, context)) return 'passwords.context'
  if (isCommon(folded)) return 'passwords.common'
  return undefined
}

function isRepetition(folded: string, minimum: number): boolean {
  const pieces = [folded, withoutEnding(folded)].map(repeatedPiece)
  return new Set(folded).size < leastOfOnesOwn || pieces.some((piece) => piece && isShorter(piece, minimum))
}

function isContext(folded: string, context: PasswordContext): boolean {
  const rest = contextWords(context).reduce((left, word) => left.replaceAll(word, ''), folded)
  return rest !== folded && isShorter(withoutEnds(rest), leastOfOnesOwn)
}

function isCommon(folded: string): boolean {
  const texts = [folded, withoutEnding(folded), withoutEnds(folded)].flatMap((text) => [
    text,
    repeatedPiece(text) ?? text,
  ])
  return [...new Set(texts)].some((text) => !isShorter(text, shortestListed) && isListed(text))
}

function isShorter(text: string, length: number): boolean {
  return [...text].length < length
}
