import type { Json } from './schemas.ts'

/** One field of a body, as a table shows it. */
export interface FieldRow {
  /** Its way down from the body, as `user.username` or `claims[].uri`. */
  name: string
  type: string
  required: boolean
  description: string
}

type Schema = Json & {
  $ref?: string
  type?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

/** The fields of a body in the order of its schema, each followed by those inside it. `named` are the schemas it may refer to. */
export function fieldRows(schema: Json, named: Record<string, Json>): FieldRow[] {
  return inside(schema as Schema, '', named)
}

function inside(given: Schema, above: string, named: Record<string, Json>): FieldRow[] {
  const schema = resolved(given, named)
  if (schema.items) return inside(schema.items, `${above}[]`, named)
  if (schema.anyOf) return schema.anyOf.flatMap((one) => inside(one, above, named))
  return Object.entries(schema.properties ?? {}).flatMap(([field, below]) => {
    const name = above === '' ? field : `${above}.${field}`
    const { description = '' } = { ...resolved(below, named), ...below }
    const required = schema.required?.includes(field) ?? false
    return [{ name, type: typeOf(below, named), required, description }, ...inside(below, name, named)]
  })
}

function resolved(schema: Schema, named: Record<string, Json>): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : ((named[name] ?? {}) as Schema)
}

function typeOf(given: Schema, named: Record<string, Json>): string {
  const schema = resolved(given, named)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => typeOf(one, named)))].join(' | ')
  if (schema.items) return `list of ${typeOf(schema.items, named)}`
  return [schema.type ?? 'anything'].flat().join(' | ')
}
