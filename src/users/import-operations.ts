import { answerFault, fault } from '../api/answers.ts'
import { errorBody, exampleOf, refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { importedBody } from './answer-forms.ts'
import { importBody, importQuery } from './call-forms.ts'
import { checkLines } from './forms.ts'
import { importPeople } from './import-people.ts'
import { planOf } from './import-routes.ts'
import { byProgram, faults, mayConcern } from './one-user-operations.ts'
import { type CsvLine, type LineFault, readCsv } from './read-csv.ts'

const refused = fault(422, 'invalid-lines', 'Some lines are not as they should be; nobody was imported')
const exampleErrors = [{ field: 'line 3', message: 'email: Enter one address such as name@example.org.' }]

/** Many users at once. */
export function importOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/',
        summary: 'Import users',
        description:
          'Creates everybody on the list as invited, or nobody where anything on it is wrong: then every bad line is in errors. Who is ' +
          'there already with the same username and address is left alone, so that an import may be repeated. Send JSON, or a CSV file with a ' +
          'header as text/csv; up to 5,000 people and 2 MB. Lines of a CSV file count from one, the header included; users in JSON ' +
          'count from one. No key may send a list that names administrators, be they there already or not.',
        scope: 'users:write',
        query: importQuery,
        body: importBody,
        bodyExamples: [
          { users: [{ username: 'carol', email: 'carol@example.org', given_name: 'Carol', language: 'de' }] },
          { csv: 'username,email\ncarol,carol@example.org\n' },
        ],
        answers: {
          200: {
            description: 'What the import did; in a dry run what it would do',
            body: importedBody,
            examples: [{ dry_run: false, created: 1, known: 0, administrators: 0, lost: [] }],
          },
          ...refusals(faults.forAdministrators),
          422: {
            description: `${refused.code}: ${refused.description}`,
            body: errorBody,
            examples: [{ ...exampleOf(refused), errors: exampleErrors }],
          },
        },
      },
      async ({ req, res, query, body }) => {
        const read = body.csv === undefined ? toLines(body.users ?? []) : readCsv(body.csv)
        const plan = await planOf(read)
        const administrators = plan.fresh.filter(({ administrator }) => administrator).length
        // Whoever is there already may be renamed before the import looks again, and would be created.
        if (
          !mayConcern(
            res,
            [...plan.fresh, ...plan.known].some(({ administrator }) => administrator),
          )
        )
          return
        if (plan.faults.length > 0) return answerFault(res, refused, { errors: plan.faults.map(toError) })
        const { fresh, known } = plan
        if (query.dry_run === 'true') {
          const would = { created: fresh.length, known: known.length, administrators, lost: [] }
          return res.json({ dry_run: true, ...would })
        }
        const { candidates } = checkLines(read.lines)
        const done = await importPeople(deps, { candidates, by: byProgram(req) })
        if (done.outcome === 'refused') return answerFault(res, refused, { errors: done.faults.map(toError) })
        const { created, lost } = done
        const lostLines = new Set(lost.map(({ line }) => line))
        const made = fresh.filter(({ administrator, line }) => administrator && !lostLines.has(line)).length
        res.json({ dry_run: false, created, known: done.known, administrators: made, lost })
      },
    ),
  ]
}

type Listed = { username: string; email: string; administrator?: boolean | undefined } & Record<string, unknown>

/** People of a list as lines of a file, so that the same checks weigh them. */
function toLines(users: Listed[]): { lines: CsvLine[]; faults: LineFault[] } {
  const lines = users.map(({ administrator, ...texts }, at) => {
    const told = Object.entries(texts).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    return { line: at + 1, cells: { ...Object.fromEntries(told), roles: administrator ? 'administrator' : '' } }
  })
  return { lines, faults: [] }
}

function toError({ line, reason }: LineFault) {
  return { field: `line ${line}`, message: reason }
}
