import { z } from 'zod'

export type Json = Record<string, unknown>

/** Writes a schema of what a program sends (`input`) or gets (`output`) as JSON Schema 2020-12. */
export type WriteSchema = (schema: z.ZodType, io: 'input' | 'output') => Json

/** Writes schemas for one document: those that have a name of their own are put into `named` and referred to. Throws where two go by one
 *  name. */
export function schemaWriter(named: Record<string, Json>): WriteSchema {
  return (schema, io) => {
    const written = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
    const { $schema, $defs = {}, ...rest } = JSON.parse(written.replaceAll('"#/$defs/', '"#/components/schemas/'))
    for (const [name, { id, ...definition }] of Object.entries($defs as Record<string, Json>)) {
      if (name in named && JSON.stringify(named[name]) !== JSON.stringify(definition))
        throw new Error(`Two schemas of the API are called ${name}`)
      named[name] = definition
    }
    return rest
  }
}
