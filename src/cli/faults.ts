import type { z } from 'zod'
import { inEnglish } from '../languages/in-english.ts'
import type { Saying } from '../languages/translate.ts'
import { sayingOf } from '../web/parse-form.ts'

/** What a form finds wrong, one line for each fault, with the path to it in the file. */
export function faultsOf({ issues }: z.ZodError, ...at: string[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return faultAt([...at, ...issue.path.map(String)], sayingOf(issue))
    return issue.keys.map((key) => faultAt([...at, ...issue.path.map(String), key], 'There is no such setting'))
  })
}

/** One fault, with its path in front. */
export function faultAt(path: string[], saying: Saying): string {
  return `${path.join('.') || 'The file'}: ${inEnglish(saying).replace(/\.$/, '')}.`
}
