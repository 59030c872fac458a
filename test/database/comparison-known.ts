import type { Operation } from './comparison-operations.ts'
import type { Outcome } from './comparison-sides.ts'

/** Whether the protocol server used in tests is known to answer this operation otherwise than MongoDB does, so that a
 *  comparison would prove nothing. Every entry says why. */
export function differsOnTheServer(operation: Operation, indexes: number): boolean {
  return faults.some(({ isMet }) => isMet(operation, indexes))
}

const faults: { why: string; isMet(operation: Operation, indexes: number): boolean }[] = [
  {
    why: 'distinct does not walk through the arrays on its path',
    isMet: ({ call, given }) => call === 'distinct' && given[0] === 'a.x',
  },
  {
    why: 'an operator of an update that is not an object is error 1; MongoDB answers error 9',
    isMet: ({ given }) => JSON.stringify(given).includes('{"$set":5}'),
  },
  {
    why: 'a positional $ without a match in the filter is passed over; MongoDB answers error 2',
    isMet: ({ call, given }) => call === 'updateOne' && JSON.stringify(given[1]).includes('a.$"'),
  },
]

const nothing = [
  /^null$/,
  /^\[\]$/,
  /^\{"\$numberInt":"0"\}$/,
  /"(matched|deleted)Count":\{"\$numberInt":"0"\}/,
  /"value":null/,
]
const malformed = new Set<unknown>([2, 9, 40, 31253, 31254])

/** Whether one side refused a malformed filter, update or projection while the other answered that nothing matched. MongoDB
 *  reads an operation before it looks for documents; the protocol server only once it has found one. */
export function refusedUnread(ours: Outcome, theirs: Outcome): boolean {
  if (!('error' in ours) || !malformed.has(ours.code)) return false
  if ('error' in theirs) return theirs.code === 54
  return nothing.some((pattern) => pattern.test(JSON.stringify(theirs.answer)))
}
