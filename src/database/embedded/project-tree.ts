import { type Doc, isDocument } from './bson.ts'
import { badValue } from './errors.ts'
import type { Projector } from './projection.ts'

interface Tree {
  [name: string]: Tree | true
}

/** Keeps only the paths named. */
export function inclusion(paths: string[], withId: boolean): Projector {
  const tree = treeOf(withId ? ['_id', ...paths] : paths)
  return (doc) => keep(doc, tree) as Doc
}

/** Leaves out the paths named. */
export function exclusion(paths: string[]): Projector {
  const tree = treeOf(paths)
  return (doc) => drop(doc, tree) as Doc
}

function keep(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value.filter((item) => isDocument(item) || Array.isArray(item)).map((item) => keep(item, tree))
  if (!isDocument(value)) return undefined
  const kept: Doc = {}
  for (const [name, inner] of Object.entries(value)) {
    const branch = Object.hasOwn(tree, name) ? tree[name] : undefined
    const part = branch === true ? inner : branch === undefined ? undefined : keep(inner, branch)
    if (part !== undefined) kept[name] = part
  }
  return kept
}

function drop(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => drop(item, tree))
  if (!isDocument(value)) return value
  const kept: Doc = {}
  for (const [name, inner] of Object.entries(value)) {
    const branch = Object.hasOwn(tree, name) ? tree[name] : undefined
    if (branch !== true) kept[name] = branch === undefined ? inner : drop(inner, branch)
  }
  return kept
}

function treeOf(paths: string[]): Tree {
  const root: Tree = {}
  for (const path of paths) {
    const parts = path.split('.')
    const last = parts.pop() as string
    let at = root
    for (const part of parts) {
      const next = at[part]
      if (next === true) throw badValue(`Path collision at ${path}`)
      const branch = next ?? {}
      at[part] = branch
      at = branch
    }
    if (isDocument(at[last])) throw badValue(`Path collision at ${path}`)
    at[last] = true
  }
  return root
}
