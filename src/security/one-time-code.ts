import { randomInt } from 'node:crypto'

/** Letters and digits that are not taken for one another, read aloud or on paper: neither 0 and O nor 1 and I. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const groups = 3
const groupLength = 4

/** A new code that may stand in for a password once: twelve random characters, 60 bits, in three groups.
 *  Source: NIST SP 800-63B-4 §3.1.2.2 (at least 20 bits where tries are limited). */
export function newOneTimeCode(): string {
  const group = () => Array.from({ length: groupLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** A code as it is hashed: in capitals, without the spaces, hyphens and invisible marks that people type or copy. */
export function spellOneTimeCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Cf}\p{Pd}]/gu, '')
}
