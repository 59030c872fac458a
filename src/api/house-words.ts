import type { z } from 'zod'

const types: Record<string, string> = {
  string: 'Write a text here',
  number: 'Write a number here',
  int: 'Write a whole number here',
  boolean: 'Write true or false here',
  array: 'Write a list here',
  object: 'Write an object here',
  record: 'Write an object here',
}

/** What is wrong with a field whose schema has no words for it; undefined leaves it to the library's own. */
export function houseWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return types[issue.expected]
  if (issue.code === 'invalid_value') return `Write ${issue.values.map(String).join(' or ')} here`
  if (issue.code === 'too_small') return `Write ${amount(issue.origin, issue.minimum)} or more here`
  if (issue.code === 'too_big') return `Write ${amount(issue.origin, issue.maximum)} or less here`
  return undefined
}

function amount(origin: string, bound: number | bigint): string {
  if (origin === 'string') return `a text of ${bound} ${bound === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `a list of ${bound}`
  return String(bound)
}
