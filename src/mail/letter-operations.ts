import { answerFault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { lettersBody, lettersQuery, letterWithTriesBody } from './api-forms.ts'
import { findLetter, pageOfMail } from './history.ts'
import { unknown } from './letter-act-operations.ts'
import { letterExample, toLetterBody, toLetterWithTries } from './letter-body.ts'

/** So many letters are looked at for one page when several conditions are asked for at once. */
const mostLookedAt = 800

/** Letters by program: the queue and its history, and one letter. */
export function letterOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'List letters',
        description:
          'Newest first; by address, then newest first, where a recipient is looked for. With several conditions a page may hold fewer ' +
          `letters than asked for, or none, because at most ${mostLookedAt} are looked at: go on as long as there is a next one.`,
        scope: 'mail:read',
        query: lettersQuery,
        answers: {
          200: {
            description: 'A page of letters',
            body: lettersBody,
            examples: [{ items: [letterExample], next: letterExample.id }],
          },
          ...refusals(unknown),
        },
      },
      async ({ res, query: { cursor, limit, ...search } }) => {
        if (cursor !== undefined && !(await findLetter(cursor))) return answerFault(res, unknown)
        const page = await pageOfMail(search, { older: cursor, limit, most: mostLookedAt })
        const now = deps.clock.now()
        const next = { nothing: undefined, something: page.found.at(-1), unknown: page.last }[page.more]
        res.json({ items: page.found.map((letter) => toLetterBody(letter, now)), next: next?._id ?? null })
      },
    ),
    operation(
      {
        method: 'get',
        path: '/{id}',
        summary: 'Read what became of a letter',
        description:
          'With every try and what the mail server said. The words of a letter and its link are for its reader alone.',
        scope: 'mail:read',
        answers: {
          200: {
            description: 'The letter',
            body: letterWithTriesBody,
            examples: [
              { ...letterExample, tries: [{ at: letterExample.last_try_at, reply: letterExample.last_reply }] },
            ],
          },
          ...refusals(unknown),
        },
      },
      async ({ res, params: { id = '' } }) => {
        const letter = await findLetter(id)
        if (!letter) return answerFault(res, unknown)
        res.json(toLetterWithTries(letter, deps.clock.now()))
      },
    ),
  ]
}
