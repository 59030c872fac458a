import { type Doc, isDocument } from './bson.ts'
import { encodeKey, patternOf, TAG, tagOf } from './keys.ts'
import { isOperators } from './operators.ts'
import type { Interval } from './stretches.ts'

/** What one condition says about one path: the values it allows, or the stretch they lie in. */
export type Bound = { path: string; exact: boolean } & (
  | { kind: 'points'; values: Buffer[] }
  | ({ kind: 'range' } & Interval)
)

/** The conditions of a filter an index can answer, and whether they are all there is to it. $and is looked into. */
export function boundsOf(filter: Doc): { bounds: Bound[]; complete: boolean } {
  const bounds: Bound[] = []
  let complete = true
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) {
      for (const part of condition.map((item) => boundsOf(item as Doc))) {
        bounds.push(...part.bounds)
        complete &&= part.complete
      }
    } else if (path.startsWith('$')) {
      complete &&= path === '$comment'
    } else {
      const parts = isOperators(condition) ? Object.entries(condition) : [['$eq', condition] as const]
      for (const [operator, operand] of parts) {
        const bound = operator === '$regex' ? prefixBound(path, condition as Doc) : boundOf(path, operator, operand)
        if (bound === undefined) complete = false
        else bounds.push(bound)
        if (bound?.exact === false) complete = false
      }
    }
  }
  return { bounds, complete }
}

const RANGED = new Set<number>([TAG.number, TAG.string, TAG.objectId, TAG.boolean, TAG.date])

function boundOf(path: string, operator: string, operand: unknown): Bound | undefined {
  switch (operator) {
    case '$eq':
      return isPoint(operand)
        ? { path, kind: 'points', values: [encodeKey(operand)], exact: operand !== null }
        : undefined
    case '$in':
      if (!Array.isArray(operand) || operand.length > 10_000 || !operand.every(isPoint)) return undefined
      return { path, kind: 'points', values: distinct(operand.map(encodeKey)), exact: !operand.includes(null) }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte': {
      const tag = tagOf(operand)
      if (!RANGED.has(tag) || Number.isNaN(Number(tag === TAG.number ? String(operand) : 0))) return undefined
      const edge = { key: encodeKey(operand), inside: operator.endsWith('e') }
      return {
        path,
        kind: 'range',
        tag,
        exact: true,
        ...(operator.startsWith('$gt') ? { above: edge } : { below: edge }),
      }
    }
    case '$elemMatch':
      return stretchOf(path, operand)
  }
  return undefined
}

// One item lies between both ends, so both narrow the search; but $elemMatch wants an array, and an index keeps single values too.
function stretchOf(path: string, operand: unknown): Bound | undefined {
  if (!isDocument(operand) || !isOperators(operand)) return undefined
  const ends = Object.entries(operand).filter(([operator]) => /^\$[gl]te?$/.test(operator))
  if (ends.length !== Object.keys(operand).length) return undefined
  const [first, second, ...more] = ends.map(([operator, edge]) => boundOf(path, operator, edge))
  if (first?.kind !== 'range' || second?.kind !== 'range' || first.tag !== second.tag || more.length > 0)
    return undefined
  if (!(first.above && second.below) && !(first.below && second.above)) return undefined
  return { ...first, ...second, exact: false }
}

// Arrays are kept item by item, so a whole array is never one point. A regex in $in matches more than itself.
function isPoint(value: unknown): boolean {
  const tag = tagOf(value)
  return tag !== TAG.array && tag !== TAG.regex && tag !== TAG.undefined && !(isDocument(value) && isOperators(value))
}

function distinct(keys: Buffer[]): Buffer[] {
  const sorted = keys.sort(Buffer.compare)
  return sorted.filter((key, at) => at === 0 || !key.equals(sorted[at - 1] as Buffer))
}

function prefixBound(path: string, condition: Doc): Bound | undefined {
  const text = typeof condition.$regex === 'string'
  if (!text && tagOf(condition.$regex) !== TAG.regex) return undefined
  const { source, flags } = text ? { source: String(condition.$regex), flags: '' } : patternOf(condition.$regex)
  const options = condition.$options ?? flags
  const literal = /^\^([\w@ -]+)/.exec(source)?.[1]
  if (literal === undefined || options !== '' || source.includes('|')) return undefined
  const quantified = /^[*?{]/.test(source.slice(1 + literal.length))
  const prefix = quantified ? literal.slice(0, -1) : literal
  if (prefix === '') return undefined
  const key = Buffer.concat([Buffer.from([TAG.string]), Buffer.from(prefix)])
  return { path, kind: 'range', tag: TAG.string, exact: false, beginning: key }
}
