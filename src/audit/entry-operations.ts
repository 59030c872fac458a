import type { Response } from 'express'
import { answerFault, answerInvalidFields, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { sendText } from '../web/send-text.ts'
import { chainedEntryBody, entriesBody, entriesQuery, exportedText, exportQuery } from './api-forms.ts'
import { chainedExample, entryExample, toChainedBody, toEntryBodies } from './entry-body.ts'
import { exportLog } from './export.ts'
import { findEntry } from './log.ts'
import { pageOfLog, type Search } from './pages.ts'
import { type Asked, describe, toSearch } from './search.ts'

/** So many entries are looked at for one page when several conditions are asked for at once. */
const mostLookedAt = 800
const unknown = fault(404, 'unknown-entry', 'There is no such entry')
const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' }

/** Entries of the audit log by program: pages, one entry, everything at once. */
export function entryOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'List audit entries',
        description:
          'Newest first. With several conditions a page may hold fewer entries than asked for, or none, because at most ' +
          `${mostLookedAt} are looked at: go on as long as there is a next one.`,
        scope: 'audit:read',
        query: entriesQuery,
        answers: {
          200: {
            description: 'A page of entries',
            body: entriesBody,
            examples: [{ items: [entryExample], next: String(entryExample.number) }],
          },
          ...refusals(unknown),
        },
      },
      async ({ res, query: { cursor, limit, ...filters } }) => {
        const search = await searchFor(res, filters)
        if (!search) return
        const older = cursor === undefined ? undefined : Number(cursor)
        if (older !== undefined && !(await findEntry(older))) return answerFault(res, unknown)
        const page = await pageOfLog(search, { older, limit, most: mostLookedAt })
        const next = { nothing: undefined, something: page.found.at(-1), unknown: page.last }[page.more]
        res.json({ items: await toEntryBodies(page.found), next: next ? String(next._id) : null })
      },
    ),
    operation(
      {
        method: 'get',
        path: '/export',
        summary: 'Export audit entries',
        description:
          'Newest first, as application/x-ndjson (one entry a line, with its place in the chain) or as text/csv that no spreadsheet takes ' +
          'for formulas. The log is told of it first.',
        scope: 'audit:read',
        query: exportQuery,
        answers: { 200: { description: 'The entries', text: exportedText, textTypes: Object.values(types) } },
      },
      async ({ req, res, query: { format, ...filters } }) => {
        const search = await searchFor(res, filters)
        if (!search) return
        res.attachment(`audit-${deps.clock.now().toISOString().slice(0, 10)}.${format}`).type(types[format])
        const wish = { search, format, by: callerOf(req), described: describe(filters) }
        await sendText(res, exportLog(deps, wish))
      },
    ),
    operation(
      {
        method: 'get',
        path: '/{number}',
        summary: 'Read an audit entry',
        description: 'With its place in the chain: compare its hash with one that was noted elsewhere.',
        scope: 'audit:read',
        answers: {
          200: { description: 'The entry', body: chainedEntryBody, examples: [chainedExample] },
          ...refusals(unknown),
        },
      },
      async ({ res, params: { number = '' } }) => {
        const entry = /^\d{1,15}$/.test(number) ? await findEntry(Number(number)) : null
        if (!entry) return answerFault(res, unknown)
        res.json(await toChainedBody(entry))
      },
    ),
  ]
}

/** What is looked for; undefined, and the call answered, where a name is nobody's. */
async function searchFor(res: Response, filters: Partial<Asked>): Promise<Search | undefined> {
  const { search, unknown } = await toSearch({ actor: '', subject: '', ...filters })
  if (unknown.length === 0) return search
  const message = 'Nobody is known by this name'
  answerInvalidFields(
    res,
    unknown.map((field) => ({ field, message })),
  )
  return undefined
}
