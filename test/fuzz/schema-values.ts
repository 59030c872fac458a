import fc from 'fast-check'
import type { Json } from '../../src/api/schemas.ts'

/** What a schema of the API's document is turned into values with. */
export interface Vocabulary {
  schemas: Record<string, Json>
  words: readonly string[]
}

/** Values that a JSON Schema of the API's document describes, as far as it can be told from there. */
export function valuesOf(schema: Json, known: Vocabulary, depth = 0): fc.Arbitrary<unknown> {
  const below = (inner: unknown) => valuesOf((inner ?? {}) as Json, known, depth + 1)
  if (depth > 8) return fc.constant(null)
  if (typeof schema.$ref === 'string') return below(known.schemas[schema.$ref.split('/').at(-1) ?? ''])
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined
  if (choices) return fc.oneof(...choices.map(below))
  switch (schema.type) {
    case 'string':
      return texts(schema, known)
    case 'integer':
    case 'number':
      return numbers(schema)
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(below(schema.items), { maxLength: 4 })
    case 'null':
      return fc.constant(null)
    default:
      return objects(schema, below, known)
  }
}

function objects(schema: Json, below: (inner: unknown) => fc.Arbitrary<unknown>, { words }: Vocabulary) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
  const required = new Set((schema.required ?? []) as string[])
  const own = fc.record(Object.fromEntries(properties.map(([name, inner]) => [name, below(inner)])), {
    requiredKeys: [...required],
  })
  if (typeof schema.additionalProperties !== 'object') return own
  const more = fc.dictionary(fc.constantFrom(...words), below(schema.additionalProperties), { maxKeys: 3 })
  return fc.tuple(own, more).map(([mine, others]) => ({ ...others, ...mine }))
}

function numbers({ minimum, exclusiveMinimum, maximum }: Json) {
  const least = Math.max(-1_000_000, Number(minimum ?? exclusiveMinimum ?? -1000))
  const most = Math.min(1_000_000, Number(maximum ?? 1_000_000))
  return fc.oneof(
    fc.integer({ min: least, max: Math.max(least, most) }),
    fc.constantFrom(least, most, least - 1, most + 1),
  )
}

function texts({ format, pattern, minLength, maxLength }: Json, { words }: Vocabulary): fc.Arbitrary<string> {
  const [least, most] = [Number(minLength ?? 0), Math.min(Number(maxLength ?? 200), 300)]
  const plain = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ minLength: Math.min(least, most), maxLength: Math.max(most, least) }),
  )
  if (format === 'date-time')
    return fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      plain,
    )
  if (format === 'email') return fc.oneof(fc.emailAddress(), plain)
  const fitting = typeof pattern === 'string' ? matching(pattern) : undefined
  return fitting ? fc.oneof(fitting, plain) : plain
}

/** Some patterns look behind or ahead, which cannot be turned round. */
function matching(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 300 })
  } catch {
    return undefined
  }
}
