import type { BsonOptions, Doc } from './bson.ts'
import { unsupported } from './errors.ts'

/** Options of a read or write that change what is found or returned. All others are about servers and are ignored. */
export interface OperationOptions extends Doc {
  sort?: unknown
  skip?: number
  limit?: number
  batchSize?: number
  projection?: unknown
  fields?: unknown
  upsert?: boolean
  arrayFilters?: Doc[]
  ordered?: boolean
  returnDocument?: 'before' | 'after'
  includeResultMetadata?: boolean
}

const REFUSED: Record<string, string> = {
  session: 'sessions or transactions',
  collation: 'collations',
  let: 'the option let',
  explain: 'the option explain',
  raw: 'the option raw',
  tailable: 'tailable cursors',
  awaitData: 'tailable cursors',
  oplogReplay: 'tailable cursors',
  min: 'the option min',
  max: 'the option max',
  returnKey: 'the option returnKey',
  showRecordId: 'the option showRecordId',
  fieldsAsRaw: 'the option fieldsAsRaw',
  serializeFunctions: 'the option serializeFunctions',
}

/** Refuses by name every option that would change the meaning of an operation and that we do not carry out. */
export function checked(options: OperationOptions | null | undefined): OperationOptions {
  if (options === undefined || options === null) return {}
  for (const [name, what] of Object.entries(REFUSED)) {
    const value = options[name]
    if (value !== undefined && value !== null && value !== false) throw unsupported(what)
  }
  return options
}

/** The value options a caller gave, or undefined where the driver's defaults hold. */
export function valueOptions(options: OperationOptions): BsonOptions | undefined {
  const names = ['promoteValues', 'promoteBuffers', 'promoteLongs', 'useBigInt64', 'bsonRegExp'] as const
  const given = names.filter((name) => options[name] !== undefined && options[name] !== null)
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, options[name]]))
}
