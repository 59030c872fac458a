import { type Doc, isDocument } from './bson.ts'
import { compileFilter } from './filter.ts'
import { compileCondition } from './operators.ts'
import { leavesAt } from './paths.ts'

/** The place of the first array item the filter matched, for the positional operator $. */
export function matchedPlace(doc: unknown, filter: Doc, arrayPath: string): number | undefined {
  const list = leavesAt(doc, arrayPath).find(Array.isArray)
  if (list === undefined) return undefined
  const tests = conditionsOn(filter, arrayPath)
  if (tests.length === 0) return undefined
  const all = list.findIndex((item) => tests.every((test) => test(item)))
  if (all >= 0) return all
  const some = list.findIndex((item) => tests.some((test) => test(item)))
  return some >= 0 ? some : undefined
}

function conditionsOn(filter: Doc, arrayPath: string): ((item: unknown) => boolean)[] {
  return Object.entries(filter).flatMap(([key, condition]) => {
    if (key === '$and' || key === '$or') return (condition as Doc[]).flatMap((part) => conditionsOn(part, arrayPath))
    if (key === arrayPath) {
      const test = compileCondition(condition, compileFilter)
      const onItem = isDocument(condition) && '$elemMatch' in condition
      return [(item: unknown) => test(onItem ? [[item]] : [item])]
    }
    if (!key.startsWith(`${arrayPath}.`)) return []
    return [compileFilter({ [key.slice(arrayPath.length + 1)]: condition })]
  })
}
