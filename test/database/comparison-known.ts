import { type Doc, malformed, type Operation } from './comparison-operations.ts'
import type { Outcome } from './comparison-sides.ts'

interface Pair {
  operation: Operation
  ours: Outcome
  theirs: Outcome
}

/** Whether the protocol server used in tests is known to answer this operation otherwise than MongoDB does, so that a
 *  comparison would prove nothing. Every entry says why. */
export function differsOnTheServer(operation: Operation): boolean {
  return faults.some(({ isMet }) => isMet(operation))
}

/** Whether the two outcomes of an operation differ only as the protocol server is known to differ from MongoDB, or as the
 *  embedded database is documented to. Every entry says what MongoDB does and where that is written. */
export function forgiven(operation: Operation, ours: Outcome, theirs: Outcome): boolean {
  return differences.some(({ isMet }) => isMet({ operation, ours, theirs }))
}

const faults: { why: string; isMet(operation: Operation): boolean }[] = [
  {
    // Like {'a.b': null} on {a: [4]} (MongoDB's own path_test.cpp, NestedPartialMatchArray; path.cpp, end of IN_ARRAY).
    why: 'a place behind the end of an array is missing to the server; to MongoDB it is nothing, which null does not match',
    isMet: (operation) => filtersOf(operation).some((filter) => asksForNull(filter, false)),
  },
  {
    // MongoDB's null_query_semantics.js: {a: {$elemMatch: {b: {$eq: null}}}} finds {a: [[]]}.
    why: 'an array in an array is a document to $elemMatch, with places as names; the server passes it over',
    isMet: (operation) => filtersOf(operation).some((filter) => says(filter, '"$elemMatch":{"x":null}')),
  },
  {
    // MongoDB sorts by the keys an index would hold: null for every document in the array that lacks the field.
    why: 'a sort through an array passes over the documents in it that lack the field; MongoDB takes null for them',
    isMet: ({ given }) => given.some((part) => says(Object(part).sort, '"a.x":')),
  },
  {
    why: 'distinct does not walk through the arrays on its path',
    isMet: ({ call, given }) => call === 'distinct' && given[0] === 'a.x',
  },
  {
    why: 'an operator of an update that is not an object is error 1; MongoDB answers error 9',
    isMet: ({ given }) => says(given, '{"$set":5}'),
  },
  {
    why: 'a positional $ without a match in the filter is passed over; MongoDB answers error 2',
    isMet: ({ call, given }) => call === 'updateOne' && says(given[1], 'a.$"'),
  },
]

const differences: { why: string; isMet(pair: Pair): boolean }[] = [
  {
    why: 'the server reads a filter, an update or a projection only once it has found a document; MongoDB before it looks',
    isMet: refusedUnread,
  },
  {
    why: 'a key taken in _id_ and in another index: MongoDB writes the indexes in the order of their making, _id_ first',
    isMet: ({ ours, theirs }) =>
      code(ours) === 11_000 && code(theirs) === 11_000 && '_id' in Object((ours as { keyPattern?: Doc }).keyPattern),
  },
  {
    why: 'the embedded database refuses arithmetic on Decimal128 by name',
    isMet: ({ ours }) => 'error' in ours && ours.message.endsWith('does not support arithmetic on Decimal128'),
  },
  {
    why: 'of two faults in one update MongoDB meets the one whose path sorts first, the server the one written first',
    isMet: ({ operation, ours, theirs }) =>
      parts(operation) > 1 && inPlace.has(code(ours)) && inPlace.has(code(theirs)),
  },
  {
    // Not settled by MongoDB's documents; the embedded database takes a NaN that stays NaN for no change.
    why: 'arithmetic on NaN gives NaN: the server counts a modification',
    isMet: ({ operation, ours, theirs }) =>
      /"\$(inc|mul)"/.test(JSON.stringify(operation.given)) && withoutCount(ours) === withoutCount(theirs),
  },
  {
    why: 'distinct takes true for 1 and false for 0; MongoDB tells the types apart',
    isMet: ({ operation, ours, theirs }) => operation.call === 'distinct' && asNumbers(ours) === asNumbers(theirs),
  },
  {
    why: '$[] on a field that is missing or no array: "must exist in the document in order to apply array updates", error 2',
    isMet: ({ operation, ours }) => says(operation.given, 'a.$[]"') && code(ours) === 2,
  },
]

function filtersOf({ call, given }: Operation): unknown[] {
  if (call !== 'bulkWrite') return [call === 'distinct' ? given[1] : given[0]]
  return (given[0] as Doc[]).flatMap((one) => Object.values(one).map((spec) => (spec as Doc).filter ?? {}))
}

// Whether a path with a place in it, such as a.0, is compared with null.
function asksForNull(value: unknown, atPlace: boolean): boolean {
  if (value === null) return atPlace
  if (Array.isArray(value)) return value.some((item) => asksForNull(item, atPlace))
  if (typeof value !== 'object' || (Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype) return false
  return Object.entries(value as Doc).some(([key, inner]) => asksForNull(inner, atPlace || /\.\d/.test(key)))
}

// What MongoDB answers where an update does not fit the document: no array, no such field to be made, not a number.
const inPlace = new Set<unknown>([2, 14, 28])

function code(outcome: Outcome): unknown {
  return 'error' in outcome ? outcome.code : undefined
}

function parts({ given }: Operation): number {
  return Object.keys(Object(given[1])).length
}

function withoutCount(outcome: Outcome): string {
  return JSON.stringify(outcome).replaceAll(/"modifiedCount":\{[^}]*\}/g, '')
}

/** The values of an answer in any order, each once, truth as a number. */
function asNumbers(outcome: Outcome): string {
  const values = 'answer' in outcome && Array.isArray(outcome.answer) ? outcome.answer : [outcome]
  const asNumber = (value: unknown) =>
    JSON.stringify(value)
      .replace(/\btrue\b/, '{"$numberInt":"1"}')
      .replace(/\bfalse\b/, '{"$numberInt":"0"}')
  return [...new Set(values.map(asNumber))].sort().join()
}

function says(given: unknown, words: string): boolean {
  return (JSON.stringify(given) ?? '').includes(words)
}

const nothing = [
  /^null$/,
  /^\[\]$/,
  /^\{"\$numberInt":"0"\}$/,
  /"(matched|deleted)Count":\{"\$numberInt":"0"\}/,
  /"value":null/,
]

function refusedUnread({ operation, ours, theirs }: Pair): boolean {
  const conflict = code(ours) === 40
  const isMalformed = operation.given.some((part) => malformed.has(part) || malformed.has(Object(part).projection))
  if (!('error' in ours && (conflict || isMalformed))) return false
  // The update is read first, so its conflict comes before that of an upsert's filter, 54.
  if ('error' in theirs) return conflict && theirs.code === 54
  return nothing.some((pattern) => pattern.test(JSON.stringify(theirs.answer)))
}
