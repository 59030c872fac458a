import mongoose from 'mongoose'
import { noteDatabaseFailure, noteDatabaseWait } from '../metrics/instruments.ts'
import { isDatabaseAway } from './away.ts'

type Kind = 'read' | 'write'
type Ask = (this: unknown, ...given: unknown[]) => unknown
interface Cursor {
  toArray(): Promise<unknown[]>
}

const cursors = ['find', 'aggregate']
const kinds: Record<Kind, string[]> = {
  read: ['findOne', 'countDocuments', 'estimatedDocumentCount', 'distinct'],
  write: [
    ...['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'bulkWrite'],
    ...['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'],
  ],
}

let isTimed = false

/** From here on every operation of the house is timed, at the one place that all models and both drivers go through. What is read
 *  document by document (a backup) is not. Once is enough. */
export function timeDatabase(): void {
  if (isTimed) return
  isTimed = true
  const methods = mongoose.Collection.prototype as unknown as Record<string, Ask>
  for (const kind of ['read', 'write'] as const)
    for (const name of kinds[kind]) methods[name] = timed(kind, methods[name] as Ask)
  for (const name of cursors) methods[name] = withTimedCursor(methods[name] as Ask)
}

function timed(kind: Kind, ask: Ask): Ask {
  return function (this: unknown, ...given) {
    const started = performance.now()
    const answer = ask.apply(this, given)
    if (answer instanceof Promise) note(kind, started, answer)
    return answer
  }
}

/** What a cursor is asked for is waited for when it is read. */
function withTimedCursor(ask: Ask): Ask {
  return function (this: unknown, ...given) {
    const cursor = ask.apply(this, given) as Cursor
    const { toArray } = cursor
    cursor.toArray = () => {
      const started = performance.now()
      const answer = toArray.call(cursor)
      note('read', started, answer)
      return answer
    }
    return cursor
  }
}

function note(kind: Kind, started: number, answer: Promise<unknown>): void {
  const end = () => noteDatabaseWait(kind, (performance.now() - started) / 1000)
  answer.then(end, (error) => {
    end()
    if (isDatabaseAway(error)) noteDatabaseFailure(kind)
  })
}
