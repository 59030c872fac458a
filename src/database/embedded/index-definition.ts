import type { Doc } from './bson.ts'
import { compileFilter, type Matcher } from './filter.ts'
import type { SortKeys } from './sort.ts'

/** An index as MongoDB describes it, and the table that holds its entries. */
export interface Index {
  id: number
  table: string
  name: string
  /** As listIndexes gives it back: v, key, name, unique … */
  spec: Doc
  key: SortKeys
  unique: boolean
  sparse: boolean
  covers: Matcher | undefined
  partial: Doc | undefined
  expireAfterSeconds: number | undefined
  /** Whether any document has, or ever had, an array on one of the paths. */
  multikey: boolean
}

/** Reads the stored description of an index. */
export function describe(id: number, spec: Doc): Index {
  const partial = spec.partialFilterExpression as Doc | undefined
  return {
    id,
    table: `entries_${id}`,
    name: String(spec.name),
    spec,
    key: Object.entries(spec.key as Doc).map(([path, direction]) => [path, Number(direction) < 0 ? -1 : 1]),
    unique: spec.unique === true || spec.name === '_id_',
    sparse: spec.sparse === true,
    covers: partial && compileFilter(partial),
    partial,
    expireAfterSeconds: spec.expireAfterSeconds as number | undefined,
    multikey: false,
  }
}
