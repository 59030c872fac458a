import { z } from 'zod'
import { fault } from '../api/answers.ts'
import { errorBody } from '../api/forms.ts'
import { jsonForm, withFacts } from '../api/json-form.ts'
import { languages } from '../languages/names.ts'
import { templateForm } from './template-forms.ts'

/** The words of a letter, in the markup of the console. */
export const wordingJson = jsonForm(templateForm, {
  leftOut: ['action'],
  says: { message: 'Paragraphs in the markup of the console, with placeholders in double braces' },
})

/** Words to be looked at or tried out; those that are left out are the ones in use. */
export const trialBody = wordingJson.part.optional()

const whose = {
  wording: z
    .enum(['own', 'shipped', 'borrowed'])
    .describe(
      'Whose words: an administrator’s, those Latchkey brings, or for lack of any in this language the English ones',
    ),
  changed_at: z.iso.datetime().nullable().describe('When an administrator worded it, where one did'),
}
const language = z.enum(languages as ['en', ...string[]])
const letter = { kind: z.string(), title: z.string(), sent_when: z.string() }

/** All letters, and in which languages whose words they have. */
export const templatesAnswer = z.strictObject({
  items: z.array(z.strictObject({ ...letter, languages: z.array(z.strictObject({ language, ...whose })) })),
})

const told = withFacts(wordingJson, {
  ...letter,
  language,
  ...whose,
  placeholders: z.record(z.string(), z.string()).describe('What it may mention, and what each stands for'),
  needs: z.array(z.string()).describe('Placeholders without which it is refused'),
})

/** One letter in one language, as it is told, and as it is worded anew: what only tells something may be sent back. */
export const templateAnswer = told.shown
export const wordingBody = told.whole

/** A letter with made-up values. */
export const lookAnswer = z.strictObject({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  findings: z
    .array(z.strictObject({ field: z.enum(['subject', 'heading', 'message']), message: z.string() }))
    .describe('Why it would be refused if it were saved; none where it would not'),
})

/** What became of a sample. */
export const sampleAnswer = z.strictObject({
  succeeded: z.boolean(),
  recipient: z.string(),
  reason: z.string().nullable().describe('Why it was not accepted'),
})

export const templatePath = '/templates/{kind}/{language}'
export const noTemplate = fault(404, 'unknown-template', 'There is no such letter, or no such language')

/** What is said where there is no such template, and where its words are refused. */
export const noTemplateAnswer = {
  description: 'No such letter, or no such language (unknown-template)',
  body: errorBody,
}
export const refusedAnswer = {
  description: 'Some fields are not as they should be; nothing was changed',
  body: errorBody,
}
