import type { z } from 'zod'
import { inEnglish } from '../languages/in-english.ts'
import type { Saying } from '../languages/translate.ts'
import { sayingOf } from '../web/parse-form.ts'

/** What is wrong with one field of a settings file, in English; `field` is the path to it, parted by dots, empty for the file itself. */
export interface Fault {
  field: string
  message: string
}

/** What a form finds wrong, with the path to it in the file. */
export function faultsOf({ issues }: z.ZodError, ...at: string[]): Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return faultAt([...at, ...issue.path.map(String)], sayingOf(issue))
    return issue.keys.map((key) => faultAt([...at, ...issue.path.map(String), key], 'There is no such setting'))
  })
}

/** One fault, with its path. */
export function faultAt(path: string[], saying: Saying): Fault {
  return { field: path.join('.'), message: inEnglish(saying).replace(/\.$/, '') }
}

/** What is wrong, each field once: what comes first was found first, and what is said of it later follows from that. */
export function firstFaults(faults: Fault[]): Fault[] {
  return faults.filter(({ field }, at) => faults.findIndex((other) => other.field === field) === at)
}
