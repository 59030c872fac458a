import { z } from 'zod'
import { canonicalAddress } from '../mail/address.ts'
import { domainLooksLikeAnother, looksLikeAnother } from '../security/look-alike.ts'
import { maximumLength } from '../security/password-rules.ts'
import { passwordLength } from '../security/password-text.ts'

const control = /\p{Cc}/u

/** One line of text: trimmed, without control characters, at most `max` characters. */
export function line(max: number, empty: string) {
  return optionalLine(max).refine((text) => text !== '', empty)
}

/** As `line`, but may be left empty or out. */
export function optionalLine(max: number) {
  return z
    .string('field.one-text')
    .max(max, 'field.too-long')
    .refine((text) => !control.test(text), 'field.one-line')
    .transform((text) => text.trim())
}

/** One plain mail address, in the spelling the house keeps. */
export function mailAddress(empty: string) {
  return line(254, empty)
    .refine((text) => text === '' || canonicalAddress(text) !== undefined, 'field.address')
    .refine((text) => !domainLooksLikeAnother(text.slice(text.lastIndexOf('@') + 1)), 'field.address')
    .transform((text) => canonicalAddress(text)?.address ?? '')
}

/** A username: what a person may type on any keyboard; never an @, so that it cannot equal somebody's address. */
export const username = line(100, 'Enter a username')
  .refine((text) => text.normalize('NFKC') === text, 'Use letters in their plain form')
  .refine(
    (text) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u.test(text),
    'Use letters, digits, dots, hyphens and underscores',
  )
  .refine((text) => !looksLikeAnother(text), 'Use letters of one alphabet, and none that pass for those of another')

/** A password as typed: not trimmed, and refused before it costs a hash when it is too long to be one. */
export function password(empty: string) {
  return z
    .string('field.one-text')
    .min(1, empty)
    .refine((text) => passwordLength(text) <= maximumLength, {
      message: 'passwords.too-long-field',
      params: { maximum: maximumLength },
    })
    .refine((text) => !text.includes('\0'), 'field.ordinary')
}

/** A box that is ticked or not. */
export const checkbox = z
  .literal('on', 'field.box')
  .optional()
  .transform((value) => value === 'on')

/** Several lines of text: line ends made `\n`, at most `max` characters, no other control characters. */
export function paragraphs(max: number, empty: string) {
  return z
    .string('field.one-text')
    .max(max, 'field.too-long')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .refine((text) => !control.test(text.replace(/[\n\t]/g, '')), 'field.ordinary')
    .refine((text) => text !== '', empty)
}

/** A form that is a button alone: anything more in its body is not ours. */
export const noFields = z.strictObject({})

/** What a form with a ticket holds beside its own fields: see `web/proof`. */
export const proofFields = {
  ticket: z.string('field.one-text').max(100, 'field.too-long').optional(),
  solution: z.string('field.one-text').max(100, 'field.too-long').optional(),
}

/** A button that asks for one more mail. */
export const onlyProof = z.strictObject(proofFields)
