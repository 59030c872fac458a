// Over 120 lines: choosing an index is one decision; its parts only make sense together.

import { type Bound, boundsOf } from './bounds.ts'
import type { Doc } from './bson.ts'
import type { Stored } from './catalog.ts'
import { compareValues, equalValues } from './compare.ts'
import { compileFilter } from './filter.ts'
import type { Index } from './index-definition.ts'
import { isOperators } from './operators.ts'
import type { SortKeys } from './sort.ts'
import { type Stretch, startingWith, within } from './stretches.ts'

/** One stretch of one index to be read. */
export interface Range extends Stretch {
  index: Index
}

/** How the candidates of a query are found. They may be more than match, never fewer. */
export interface Plan {
  /** Undefined: the whole table, in order of insertion. */
  ranges: Range[] | undefined
  reverse: boolean
  /** Whether candidates come in the order asked for. */
  sorted: boolean
  /** Whether every candidate matches, so that counting entries is counting documents. */
  exact: boolean
  /** Whether one document may come twice. */
  repeats: boolean
}

const MAX_PREFIXES = 500
const SCORE_POINT = 10
const SCORE_RANGE = 3
const SCORE_SORTED = 2
const SCORE_PARTIAL = 1

/** Chooses the index that narrows a query most, or whose order saves the sort. */
export function planQuery(stored: Stored, filter: Doc, sort: SortKeys): Plan {
  const { bounds, complete } = boundsOf(filter)
  const best = bestIndex(stored, { filter, sort, bounds, complete })
  if (best !== undefined && best.score >= SCORE_POINT) return best
  return (
    union(stored, filter) ??
    best ?? { ranges: undefined, reverse: false, sorted: sort.length === 0, exact: isEmpty(filter), repeats: false }
  )
}

interface Question {
  filter: Doc
  sort: SortKeys
  bounds: Bound[]
  complete: boolean
}

type Scored = Plan & { score: number }

function bestIndex(stored: Stored, question: Question): Scored | undefined {
  let best: Scored | undefined
  for (const index of stored.indexes) {
    const plan = planIndex(index, question)
    if (plan !== undefined && plan.score > (best?.score ?? 0)) best = plan
  }
  return best
}

function planIndex(index: Index, { filter, sort, bounds, complete }: Question): Scored | undefined {
  if (index.covers !== undefined && !implies(filter, index.partial as Doc)) return undefined
  const used = new Set<Bound>()
  let prefixes: Buffer[] = [Buffer.alloc(0)]
  let stretches: Stretch[] | undefined
  let places = 0
  let score = index.covers === undefined ? 0 : SCORE_PARTIAL
  for (const [path, direction] of index.key) {
    const here = bounds.filter((bound) => bound.path === path)
    const points = here.find((bound) => bound.kind === 'points')
    if (points?.kind === 'points' && prefixes.length * points.values.length <= MAX_PREFIXES) {
      used.add(points)
      const keys = points.values.map((value) => startingKey(value, direction))
      prefixes = prefixes.flatMap((prefix) => keys.map((key) => Buffer.concat([prefix, key])))
      places += 1
      score += SCORE_POINT
      continue
    }
    const range = joinRanges(here, index.multikey, used)
    if (range !== undefined) {
      stretches = prefixes.map((prefix) => within(prefix, range, direction))
      score += SCORE_RANGE
    }
    break
  }
  if (index.sparse && !someExists(index, used)) return undefined
  const order = index.multikey || prefixes.length > 1 ? undefined : orderOf(index, places, sort)
  if (order !== undefined && sort.length > 0) score += SCORE_SORTED
  if (score === 0) return undefined
  const ranges = (stretches ?? prefixes.map(startingWith)).filter(({ from, to }) => Buffer.compare(from, to) < 0)
  return {
    ranges: ranges.map((stretch) => ({ ...stretch, index })).sort((a, b) => Buffer.compare(a.from, b.from)),
    reverse: order === -1,
    sorted: sort.length === 0 || order !== undefined,
    exact: complete && bounds.every((bound) => used.has(bound)),
    repeats: index.multikey,
    score,
  }
}

function startingKey(value: Buffer, direction: 1 | -1): Buffer {
  return direction === 1 ? value : Buffer.from(value.map((byte) => 0xff - byte))
}

// Over an array two ends may be met by two different items, so only one of them may narrow the search.
function joinRanges(here: Bound[], multikey: boolean, used: Set<Bound>): (Bound & { kind: 'range' }) | undefined {
  const ranges = here.filter((bound): bound is Bound & { kind: 'range' } => bound.kind === 'range')
  const first = ranges[0]
  if (first === undefined) return undefined
  used.add(first)
  if (multikey || first.beginning !== undefined) return first
  const other = ranges.find(
    (bound) => bound.tag === first.tag && bound.beginning === undefined && (first.above ? !bound.above : !bound.below),
  )
  if (other === undefined) return first
  used.add(other)
  return { ...other, ...first }
}

// A sparse index lacks the documents without any of its fields; a condition that no such document meets makes it safe.
function someExists(index: Index, used: ReadonlySet<Bound>): boolean {
  return index.key.some(([path]) => [...used].some((bound) => bound.path === path && excludesMissing(bound)))
}

function excludesMissing(bound: Bound): boolean {
  return bound.kind === 'range' || bound.exact
}

// The order in which the index gives the documents: 1 as asked, -1 when read backwards, undefined when another.
function orderOf(index: Index, places: number, sort: SortKeys): 1 | -1 | undefined {
  const fixed = new Set(index.key.slice(0, places).map(([path]) => path))
  const wanted = sort.filter(([path]) => !fixed.has(path))
  const given = index.key.slice(places)
  if (wanted.length > given.length) return undefined
  let order: 1 | -1 | undefined
  for (const [at, [path, direction]] of wanted.entries()) {
    const [indexed, kept] = given[at] as [string, 1 | -1]
    const turned = direction === kept ? 1 : -1
    if (path !== indexed || (order !== undefined && order !== turned)) return undefined
    order = turned
  }
  return order ?? 1
}

// Whether every document that meets the filter meets the condition of the partial index. Simple cases only.
function implies(filter: Doc, partial: Doc): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path === '$and') return (condition as Doc[]).every((part) => implies(filter, part))
    if (path.startsWith('$')) return false
    return conditionsOn(filter, path).some((given) => meets(given, condition))
  })
}

function conditionsOn(filter: Doc, path: string): unknown[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    if (key === path) return [value]
    return key === '$and' ? (value as Doc[]).flatMap((part) => conditionsOn(part, path)) : []
  })
}

function meets(given: unknown, condition: unknown): boolean {
  if (equalValues(given, condition)) return true
  const matches = compileFilter({ value: condition })
  if (!isOperators(given)) return isPlain(given) && matches({ value: given })
  if ('$eq' in given) return isPlain(given.$eq) && matches({ value: given.$eq })
  if (Array.isArray(given.$in)) return given.$in.every((value) => isPlain(value) && matches({ value }))
  if (!isOperators(condition) || Object.keys(condition).length !== 1) return false
  return Object.entries(condition).every(([operator, edge]) =>
    Object.entries(given).some(([name, value]) => {
      if (operator === '$exists') return edge === true && /^\$[gl]te?$/.test(name) && value !== null
      if (operator === '$gt' || operator === '$gte')
        return name === '$gt' && sameType(value, edge) && compareValues(value, edge) >= 0
      if (operator === '$lt' || operator === '$lte')
        return name === '$lt' && sameType(value, edge) && compareValues(value, edge) <= 0
      return false
    }),
  )
}

function sameType(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && a instanceof Date === b instanceof Date
}

function isPlain(value: unknown): boolean {
  return value !== null && !Array.isArray(value) && !isPattern(value)
}

function isPattern(value: unknown): boolean {
  return (value as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp'
}

// An $or is read branch by branch where each branch has an index of its own.
function union(stored: Stored, filter: Doc): Plan | undefined {
  const branches = filter.$or
  if (!Array.isArray(branches)) return undefined
  const ranges: Range[] = []
  for (const branch of branches as Doc[]) {
    const { bounds, complete } = boundsOf(branch)
    const plan = bestIndex(stored, { filter: { ...branch, $and: [filter] }, sort: [], bounds, complete })
    if (plan?.ranges === undefined) return undefined
    ranges.push(...plan.ranges)
  }
  return { ranges, reverse: false, sorted: false, exact: false, repeats: true }
}

function isEmpty(filter: Doc): boolean {
  return Object.keys(filter).length === 0
}
