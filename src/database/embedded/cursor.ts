// Over 120 lines: the list of what a cursor offers, once as a type and once as it works.
import type { Doc } from './bson.ts'
import { unsupported } from './errors.ts'
import { checked, type OperationOptions } from './options.ts'

/** Starts the iteration of a cursor with the options it has by then. */
export type Source = (options: OperationOptions) => AsyncIterable<Doc>

/** The cursor callers know from the MongoDB driver: chained options until the first read, then next, toArray, for await. */
export interface Cursor extends AsyncIterable<Doc> {
  next(): Promise<Doc | null>
  tryNext(): Promise<Doc | null>
  hasNext(): Promise<boolean>
  toArray(): Promise<Doc[]>
  forEach(visit: (doc: Doc) => unknown): Promise<void>
  sort(sort: unknown, direction?: unknown): Cursor
  limit(limit: number): Cursor
  skip(skip: number): Cursor
  project(projection: Doc): Cursor
  batchSize(size: number): Cursor
  maxTimeMS(ms: number): Cursor
  comment(text: string): Cursor
  hint(hint: unknown): Cursor
  map(change: (doc: Doc) => Doc): Cursor
  clone(): Cursor
  rewind(): void
  close(): Promise<void>
  addCursorFlag(flag: string, value: boolean): Cursor
  count(): never
  explain(): never
  stream(): never
  readonly closed: boolean
}

/** Makes a cursor over a source; nothing is read before the first document is asked for. */
export function createCursor(source: Source, given: OperationOptions = {}, change?: (doc: Doc) => Doc): Cursor {
  const options: OperationOptions = { ...checked(given) }
  let iterator: AsyncIterator<Doc> | undefined
  let ahead: Doc | null | undefined
  let closed = false

  async function pull(): Promise<Doc | null> {
    if (closed) return null
    iterator ??= source(options)[Symbol.asyncIterator]()
    const step = await iterator.next()
    if (step.done) {
      closed = true
      return null
    }
    return change === undefined ? step.value : change(step.value)
  }

  async function next(): Promise<Doc | null> {
    if (ahead === undefined) return pull()
    const doc = ahead
    ahead = undefined
    return doc
  }

  function set(name: string, value: unknown): Cursor {
    if (iterator !== undefined) throw new Error('Cursor is already initialized')
    options[name] = value
    return cursor
  }

  const cursor: Cursor = {
    next,
    tryNext: next,
    async hasNext() {
      if (ahead === undefined) ahead = await pull()
      return ahead !== null
    },
    async toArray() {
      const all: Doc[] = []
      for (let doc = await next(); doc !== null; doc = await next()) all.push(doc)
      return all
    },
    async forEach(visit) {
      for (let doc = await next(); doc !== null; doc = await next()) if (visit(doc) === false) return
    },
    sort: (sort, direction) => set('sort', direction === undefined ? sort : [[sort, direction]]),
    limit: (limit) => set('limit', limit),
    skip: (skip) => set('skip', skip),
    project: (projection) => set('projection', projection),
    batchSize: (size) => set('batchSize', size),
    maxTimeMS: () => cursor,
    comment: () => cursor,
    hint: () => cursor,
    map: (also) => createCursor(source, options, (doc) => also(change === undefined ? doc : change(doc))),
    clone: () => createCursor(source, options, change),
    rewind() {
      iterator = undefined
      ahead = undefined
      closed = false
    },
    async close() {
      closed = true
      await iterator?.return?.()
    },
    addCursorFlag(flag, value) {
      if (value && flag !== 'noCursorTimeout') throw unsupported(`the cursor flag ${flag}`)
      return cursor
    },
    count: () => refuse('cursor.count(), use countDocuments()'),
    explain: () => refuse('explain()'),
    stream: () => refuse('cursor.stream(), use for await'),
    get closed() {
      return closed
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (let doc = await next(); doc !== null; doc = await next()) yield doc
      } finally {
        await cursor.close()
      }
    },
  }
  return cursor
}

function refuse(what: string): never {
  throw unsupported(what)
}
