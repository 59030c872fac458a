import { z } from 'zod'
import { inEnglish } from '../languages/in-english.ts'
import { languageNames, usualLanguage } from '../languages/names.ts'
import { checkbox, mailAddress, optionalLine, username } from '../web/fields.ts'
import { sayingOf } from '../web/parse-form.ts'
import { forcedResetWays } from './force-reset.ts'
import type { Candidate } from './plan-import.ts'
import type { CsvLine, LineFault } from './read-csv.ts'

const names = { given_name: optionalLine(100), family_name: optionalLine(100) }

/** A new user, who will be invited. */
export const newUserForm = z.strictObject({
  username,
  email: mailAddress('Enter an e-mail address: the invitation goes there'),
  ...names,
  administrator: checkbox,
})

/** Who somebody is, as an administrator may change it. */
export const editForm = z.strictObject({ username, email: mailAddress('Enter an e-mail address'), ...names })

/** The search on the list of users. What it does not understand it leaves out; wrong pages are page one. */
export const searchForm = z.object({
  q: z.string().max(254).catch(''),
  status: z.enum(['active', 'invited', 'reset-required', 'disabled']).optional().catch(undefined),
  role: z.enum(['administrator', 'user']).optional().catch(undefined),
  order: z.enum(['username', 'newest']).catch('username'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
})

/** By which way to require a new password. */
export const forceResetForm = z.strictObject({ way: z.enum(forcedResetWays) })

/** Which session to end, by its id. */
export const sessionForm = z.strictObject({ session: z.string().regex(/^[0-9a-f]{64}$/, 'This is no session') })

/** Text pasted in place of a file. */
export const importForm = z.strictObject({ pasted: z.string('Enter one text here').optional() })

const roles = z
  .string()
  .transform((text) =>
    text
      .toLowerCase()
      .split(/[\s,;|]+/)
      .filter(Boolean),
  )
  .refine((all) => all.every((role) => ['administrator', 'user'].includes(role)), 'Use administrator, user or nothing')

const importedPerson = z
  .object({
    username,
    email: mailAddress('Enter an e-mail address'),
    given_name: names.given_name.optional(),
    family_name: names.family_name.optional(),
    roles: roles.optional(),
    language: z
      .string()
      .toLowerCase()
      .refine(
        (code) => code === '' || Object.hasOwn(languageNames, code),
        `Use one of ${Object.keys(languageNames).join(', ')}`,
      )
      .optional(),
  })
  .transform((cells) => ({
    username: cells.username,
    email: cells.email,
    givenName: cells.given_name ?? '',
    familyName: cells.family_name ?? '',
    administrator: cells.roles?.includes('administrator') ?? false,
    language: cells.language || usualLanguage,
  }))

/** Checks the lines of a file one by one, by the rules of the form for a new user; the reasons name the columns. */
export function checkLines(lines: CsvLine[]): { candidates: Candidate[]; faults: LineFault[] } {
  const candidates: Candidate[] = []
  const faults: LineFault[] = []
  for (const { line, cells } of lines) {
    const person = importedPerson.safeParse(cells)
    if (person.success) candidates.push({ line, ...person.data })
    else
      for (const issue of person.error.issues)
        faults.push({ line, reason: `${String(issue.path[0])}: ${inEnglish(sayingOf(issue))}.` })
  }
  return { candidates, faults }
}
