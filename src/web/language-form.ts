import { z } from 'zod'
import { isLanguage, type Language } from '../languages/names.ts'

/** The choice of a language, and the page it was made on. */
export const languageForm = z.strictObject({
  language: z.custom<Language>(isLanguage, 'field.one-text'),
  return_to: z.string('field.one-text').optional(),
})
