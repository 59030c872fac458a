import { type FieldRow, fieldRows } from './field-rows.ts'
import type { Content, Entry, OpenApi, Told } from './openapi.ts'
import type { Json } from './schemas.ts'

interface ShownOperation {
  id: string
  method: string
  path: string
  summary: string
  description: string
  /** The scope a key needs; empty where any key is good, undefined where none is. */
  scope: string | undefined
  parameters: { name: string; where: string; required: boolean; type: string; description: string }[]
  fields: FieldRow[]
  calls: string[]
  answers: ShownAnswer[]
}

interface ShownAnswer {
  status: string
  description: string
  fields: FieldRow[]
  examples: string[]
}

/** What the page about the API shows: the document in the order of its sections. */
export function documentPage(document: OpenApi): {
  groups: { id: string; title: string; operations: ShownOperation[] }[]
  common: ShownAnswer[]
  origin: string
} {
  const { components, tags } = document
  const origin = String(document.servers[0]?.url)
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, entry]) => ({ path, method: method.toUpperCase(), entry })),
  )
  const groups = tags.map(({ name }, at) => ({
    id: `section-${at + 1}`,
    title: name,
    operations: entries
      .filter(({ entry }) => entry.tags[0] === name)
      .map((one) => shownOperation({ ...one, origin }, components.schemas)),
  }))
  const common = Object.entries(components.responses)
    .filter(([code]) => /^\d+$/.test(code) || code === 'invalid-fields')
    .map(([code, answer]) => shownAnswer(statusOf(code), answer, components.schemas))
  return { groups, common, origin }
}

function statusOf(code: string): string {
  return code === 'invalid-fields' ? '422' : code
}

function shownOperation(
  one: { path: string; method: string; entry: Entry; origin: string },
  schemas: Record<string, Json>,
): ShownOperation {
  const { path, method, entry, origin } = one
  const { operationId: id, summary, description = '', security, parameters = [], requestBody, responses } = entry
  const answers = Object.entries(responses).flatMap(([status, answer]) =>
    'description' in answer ? [shownAnswer(status, answer, schemas)] : [],
  )
  return {
    id,
    method,
    path: `/api${path}`,
    summary,
    description,
    scope: security.find(({ key }) => key)?.key?.join(''),
    parameters: parameters.map(({ name, in: where, required, schema, description: words = '' }) => {
      const [row] = fieldRows({ type: 'object', properties: { [name]: schema } }, schemas)
      return { name, where, required, type: row?.type ?? '', description: words }
    }),
    fields: fieldRows(requestBody?.content['application/json']?.schema ?? {}, schemas),
    calls: callsOf({ url: `${origin}${path}`, method }, requestBody?.content),
    answers,
  }
}

function callsOf(to: { url: string; method: string }, content: Content | undefined): string[] {
  const { url, method } = to
  const start = method === 'GET' ? 'curl -u admin' : `curl -X ${method} -u admin`
  const bodies = Object.values(content?.['application/json']?.examples ?? {})
  if (bodies.length === 0) return [`${start} "${url}"`]
  return bodies.map(({ value }) => {
    const body = JSON.stringify(value, undefined, 2).replaceAll("'", `'\\''`)
    return `${start} -H "Content-Type: application/json" -d '${body}' "${url}"`
  })
}

function shownAnswer(status: string, answer: Told, schemas: Record<string, Json>): ShownAnswer {
  const { description, content = {} } = answer
  const [first] = Object.values(content)
  const examples = Object.values(first?.examples ?? {}).map(({ value }) =>
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
  )
  const fields = status.startsWith('2') ? fieldRows(content['application/json']?.schema ?? {}, schemas) : []
  return { status, description, fields, examples: examples.filter((text) => text !== '') }
}
