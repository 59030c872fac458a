import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { sendText } from '../web/send-text.ts'
import { exportText } from './answer-forms.ts'
import { exportQuery } from './call-forms.ts'
import { exportUsers } from './export.ts'
import { byProgram } from './one-user-operations.ts'

const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' }

/** Everybody at once, however many there are. */
export function exportOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/export',
        summary: 'Export all users',
        description:
          'As text/csv that the import takes again and no spreadsheet takes for formulas, or as application/x-ndjson: one user a line. ' +
          'The audit log is told of it.',
        scope: 'users:read',
        query: exportQuery,
        answers: {
          200: {
            description: 'All users, in the order of their usernames',
            text: exportText,
            textTypes: Object.values(types),
          },
        },
      },
      async ({ req, res, query: { format } }) => {
        res.attachment(`users-${deps.clock.now().toISOString().slice(0, 10)}.${format}`).type(types[format])
        await sendText(res, exportUsers(deps, { by: byProgram(req), format }))
      },
    ),
  ]
}
