import { bsonType, isDocument } from './bson.ts'

/** What lies at a dotted path as a filter sees it: arrays on the way are walked through, undefined means missing. */
export function leavesAt(root: unknown, path: string): unknown[] {
  const out: unknown[] = []
  collect(root, path.split('.'), 0, out)
  return out
}

/** The values a condition may match: every leaf, and the items of a leaf that is an array, unless the path named that array by
 *  its place in another one. */
export function candidates(leaves: readonly unknown[]): unknown[] {
  const out: unknown[] = []
  for (const leaf of leaves) {
    if (Array.isArray(leaf) && !(leaf instanceof Placed)) out.push(...leaf)
    out.push(leaf)
  }
  return out
}

/** The values an index holds for a path: null where nothing lies there, undefined for an empty array. */
export function indexValues(root: unknown, path: string): unknown[] {
  const out: unknown[] = []
  for (const leaf of leavesAt(root, path)) {
    if (!Array.isArray(leaf)) out.push(leaf ?? null)
    else if (leaf.length === 0) out.push(undefined)
    else for (const item of leaf) out.push(item ?? null)
  }
  return out.length === 0 ? [null] : out
}

/** Whether a path component can be a place in an array. */
export function isPlace(component: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(component)
}

function collect(value: unknown, parts: readonly string[], at: number, out: unknown[]): void {
  if (at === parts.length) {
    out.push(value)
    return
  }
  const key = parts[at] as string
  if (Array.isArray(value)) {
    if (isPlace(key) && Number(key) < value.length) collectItem(value[Number(key)], parts, at + 1, out)
    for (const item of value) if (isDocument(item)) collect(item, parts, at, out)
    return
  }
  const inside = insideOf(value)
  if (isDocument(inside)) collect(Object.hasOwn(inside, key) ? inside[key] : undefined, parts, at + 1, out)
  else out.push(undefined)
}

// MongoDB finds nothing below an item that is neither a document nor an array, where it finds "missing" below any other value.
function collectItem(item: unknown, parts: readonly string[], at: number, out: unknown[]): void {
  if (at === parts.length) out.push(Array.isArray(item) ? Placed.from(item) : item)
  else if (Array.isArray(item) || isDocument(insideOf(item))) collect(item, parts, at, out)
}

function insideOf(value: unknown): unknown {
  return bsonType(value) === 'DBRef' ? (value as { toJSON(): unknown }).toJSON() : value
}

class Placed extends Array<unknown> {}
