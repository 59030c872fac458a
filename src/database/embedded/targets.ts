import { type Doc, isDocument } from './bson.ts'
import { badValue, serverError } from './errors.ts'
import { compileFilter, type Matcher } from './filter.ts'
import { isPlace } from './paths.ts'

/** Where an update writes: a field of a document or a place in an array. */
export type Slot = { inside: Doc; key: string } | { inside: unknown[]; key: number }

/** What the path of an update may refer to besides names: array filters, and the item the filter matched. */
export interface Bindings {
  matchers: ReadonlyMap<string, Matcher>
  matchedPlace(arrayPath: string): number | undefined
}

/** Whether the slot holds something, and what. */
export function read(slot: Slot): unknown {
  if (Array.isArray(slot.inside)) return slot.inside[slot.key as number]
  return Object.hasOwn(slot.inside, slot.key) ? slot.inside[slot.key as string] : undefined
}

/** Writes into a slot; an array that is too short is filled with null, as MongoDB does. */
export function write(slot: Slot, value: unknown): void {
  if (Array.isArray(slot.inside)) {
    if ((slot.key as number) > slot.inside.length + 1_500_000) throw badValue(`cannot fill an array up to ${slot.key}`)
    while (slot.inside.length < (slot.key as number)) slot.inside.push(null)
    slot.inside[slot.key as number] = value
  } else if (slot.key === '__proto__') {
    Object.defineProperty(slot.inside, slot.key, { value, enumerable: true, writable: true, configurable: true })
  } else {
    slot.inside[slot.key as string] = value
  }
}

/** The slots a path leads to. Creates the documents on the way when asked to; otherwise a path that is not there has none. */
export function slotsAt(doc: Doc, path: string, how: { create: boolean; bindings: Bindings }): Slot[] {
  const parts = path.split('.')
  if (parts.some((part) => part === '')) throw serverError(56, `The update path '${path}' contains an empty field name`)
  return walk(doc, parts, 0)

  function walk(value: unknown, rest: string[], at: number): Slot[] {
    const part = rest[0] as string
    const here = parts.slice(0, at).join('.')
    const slots = Array.isArray(value) ? placesOf(value, part, here) : fieldOf(value, part, here)
    if (rest.length === 1) return slots
    return slots.flatMap((slot) => {
      if (read(slot) === undefined) {
        if (!how.create) return []
        write(slot, {})
      }
      return walk(read(slot), rest.slice(1), at + 1)
    })
  }

  function fieldOf(value: unknown, part: string, here: string): Slot[] {
    if (part.startsWith('$') && (part === '$' || part.startsWith('$['))) {
      throw badValue(`Cannot apply array updates to non-array element ${here}`)
    }
    if (isDocument(value)) return [{ inside: value, key: part }]
    if (!how.create) return []
    throw serverError(28, `Cannot create field '${part}' in element {${here}}`)
  }

  function placesOf(list: unknown[], part: string, here: string): Slot[] {
    if (part === '$') {
      const place = how.bindings.matchedPlace(here)
      if (place === undefined) throw badValue('The positional operator did not find the match needed from the query.')
      return [{ inside: list, key: place }]
    }
    if (part === '$[]') return list.map((_, key) => ({ inside: list, key }))
    if (part.startsWith('$[')) {
      const matches = how.bindings.matchers.get(part.slice(2, -1))
      if (matches === undefined)
        throw badValue(`No array filter found for identifier '${part.slice(2, -1)}' in path '${path}'`)
      return list.flatMap((item, key) => (matches(item) ? [{ inside: list, key }] : []))
    }
    if (isPlace(part)) return how.create || Number(part) < list.length ? [{ inside: list, key: Number(part) }] : []
    if (!how.create) return []
    throw serverError(28, `Cannot create field '${part}' in element {${here}}`)
  }
}

/** Compiles array filters: identifier to a test of one array item. */
export function compileArrayFilters(filters: Doc[] = []): Map<string, Matcher> {
  const matchers = new Map<string, Matcher>()
  for (const filter of filters) {
    const names = new Set(identifiers(filter))
    const [name] = names
    if (name === undefined || names.size > 1)
      throw badValue('An array filter must use exactly one top-level identifier')
    if (matchers.has(name)) throw badValue(`Found multiple array filters with the same top-level field name ${name}`)
    const matches = compileFilter(filter)
    matchers.set(name, (item) => matches({ [name]: item }))
  }
  return matchers
}

function identifiers(filter: Doc): string[] {
  return Object.entries(filter).flatMap(([key, value]) =>
    key.startsWith('$') ? (value as Doc[]).flatMap(identifiers) : [key.split('.')[0] as string],
  )
}
