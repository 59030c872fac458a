import { z } from 'zod'
import { line, paragraphs } from '../web/fields.ts'

/** A letter worded by an administrator; the buttons save it, show it, send a sample or go back to the product's wording. */
export const templateForm = z.strictObject({
  action: z.enum(['save', 'sample'], 'Choose one of the buttons'),
  subject: line(150, 'Enter a subject'),
  heading: line(150, 'Enter a heading'),
  message: paragraphs(8000, 'Enter a message'),
})

/** The same letter only to be looked at: anything goes that can be shown. */
export const previewForm = z.object({
  subject: z.string().max(1000).catch(''),
  heading: z.string().max(1000).catch(''),
  message: z.string().max(20_000).catch(''),
})
