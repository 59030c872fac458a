// Over 120 lines: every update operator once, in one table, on top of the slots of targets.ts.
import mongoose from 'mongoose'
import { add, bitwise, multiply, zeroLike } from './arithmetic.ts'
import { asSentExactly, type Doc, isDocument } from './bson.ts'
import { compareValues, equalValues, isNumeric } from './compare.ts'
import { badValue, serverError } from './errors.ts'
import { runPipeline } from './evaluate.ts'
import { compileFilter } from './filter.ts'
import { compileCondition, isOperators } from './operators.ts'
import { isPlace, leavesAt } from './paths.ts'
import { matchedPlace } from './positional.ts'
import { push } from './push.ts'
import { type Bindings, compileArrayFilters, read, type Slot, slotsAt, write } from './targets.ts'
import { typeName } from './types.ts'

/** A compiled update: changes a document given in exact types and returns it, or what has taken its place. */
export type Updater = (doc: Doc, at: { now: Date; inserting: boolean }) => Doc

type Operator = (slot: Slot, operand: unknown, now: Date) => void

const UPDATING: Record<string, Operator> = {
  $set: (slot, value) => write(slot, copy(value)),
  $setOnInsert: (slot, value) => write(slot, copy(value)),
  $inc: (slot, value) => arithmetic(slot, value, '$inc'),
  $mul: (slot, value) => arithmetic(slot, value, '$mul'),
  $min: (slot, value) => {
    if (read(slot) === undefined || compareValues(value, read(slot)) < 0) write(slot, copy(value))
  },
  $max: (slot, value) => {
    if (read(slot) === undefined || compareValues(value, read(slot)) > 0) write(slot, copy(value))
  },
  $currentDate: (slot, spec, now) => write(slot, currentDate(spec, now)),
  $push: (slot, spec) => write(slot, push(listIn(slot, '$push') ?? [], spec)),
  $addToSet: (slot, spec) => {
    const list = [...(listIn(slot, '$addToSet') ?? [])]
    for (const item of eachOf(spec)) if (!list.some((present) => equalValues(present, item))) list.push(copy(item))
    write(slot, list)
  },
  $bit: (slot, spec) => {
    for (const [name, value] of Object.entries(spec as Doc)) {
      write(slot, bitwise(name, read(slot) ?? new mongoose.mongo.Int32(0), value))
    }
  },
}

const REDUCING: Record<string, Operator> = {
  $unset: (slot) => remove(slot),
  $pop: (slot, end) => {
    const list = listIn(slot, '$pop')
    const number = isNumeric(end) ? Number(end) : Number.NaN
    if (number !== 1 && number !== -1) throw serverError(9, '$pop expects 1 or -1')
    if (list !== undefined) write(slot, number === 1 ? list.slice(0, -1) : list.slice(1))
  },
  $pull: (slot, condition) => {
    const list = listIn(slot, '$pull')
    const matches = list === undefined ? () => false : pulling(condition)
    if (list !== undefined)
      write(
        slot,
        list.filter((item) => !matches(item)),
      )
  },
  $pullAll: (slot, values) => {
    if (!Array.isArray(values)) throw badValue('$pullAll requires an array argument')
    const list = listIn(slot, '$pullAll')
    if (list !== undefined)
      write(
        slot,
        list.filter((item) => !values.some((value) => equalValues(value, item))),
      )
  },
}

/** Compiles an update document or pipeline. Throws MongoDB's errors for what is malformed and for paths in conflict. */
export function compileUpdate(update: unknown, how: { filter: Doc; arrayFilters?: Doc[] | undefined }): Updater {
  if (Array.isArray(update)) return pipelineUpdate(update)
  const spec = asSentExactly(update as Doc)
  checkShape(spec)
  const matchers = compileArrayFilters(how.arrayFilters)
  checkFiltersUsed(spec, matchers)
  const steps = Object.entries(spec)
    .flatMap(([name, fields]) => Object.entries(fields as Doc).map(([path, operand]) => ({ name, path, operand })))
    .sort((a, b) => (a.path < b.path ? -1 : 1)) // MongoDB adds new fields in this order, not in the update's
  // The positional operator means the place before the update began, so matching looks at a copy of what was there.
  const positional = Object.values(spec).some((fields) =>
    Object.keys(fields as Doc).some((path) => path.split('.').includes('$')),
  )
  return (doc, { now, inserting }) => {
    const places = new Map<string, number | undefined>()
    const before = positional ? asSentExactly(doc) : doc
    const bindings: Bindings = {
      matchers,
      matchedPlace(path) {
        if (!places.has(path)) places.set(path, matchedPlace(before, how.filter, path))
        return places.get(path)
      },
    }
    for (const { name, path, operand } of steps) {
      if (name === '$setOnInsert' && !inserting) continue
      if (name === '$rename') rename(doc, path, String(operand), bindings)
      else apply(doc, name, path, { operand, now, bindings })
    }
    return doc
  }
}

function apply(doc: Doc, name: string, path: string, how: { operand: unknown; now: Date; bindings: Bindings }): void {
  const create = Object.hasOwn(UPDATING, name)
  const operator = (create ? UPDATING[name] : REDUCING[name]) as Operator
  for (const slot of slotsAt(doc, path, { create, bindings: how.bindings })) operator(slot, how.operand, how.now)
}

function checkShape(spec: Doc): void {
  const paths: string[] = []
  for (const [name, fields] of Object.entries(spec)) {
    if (!Object.hasOwn(UPDATING, name) && !Object.hasOwn(REDUCING, name) && name !== '$rename') {
      throw serverError(
        9,
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    }
    if (!isDocument(fields)) throw serverError(9, `Modifiers operate on fields but we found another type for ${name}`)
    for (const path of Object.keys(fields)) checkPath(path)
    paths.push(...Object.keys(fields))
    if (name === '$rename') paths.push(...Object.values(fields).map(String))
  }
  const sorted = paths.map((path) => path.split('.')).sort((a, b) => a.length - b.length)
  for (const [i, path] of sorted.entries()) {
    for (const other of sorted.slice(i + 1)) {
      if (path.every((part, at) => part === other[at])) {
        throw serverError(40, `Updating the path '${other.join('.')}' would create a conflict at '${path.join('.')}'`)
      }
    }
  }
}

function checkPath(path: string): void {
  if (path === '') throw serverError(56, 'An empty update path is not valid.')
  if (path.split('.').includes(''))
    throw serverError(56, `The update path '${path}' contains an empty field name, which is not allowed.`)
}

function checkFiltersUsed(spec: Doc, matchers: ReadonlyMap<string, unknown>): void {
  const paths = Object.values(spec).flatMap((fields) => Object.keys(fields as Doc))
  for (const name of matchers.keys()) {
    if (paths.some((path) => path.split('.').includes(`$[${name}]`))) continue
    throw serverError(9, `The array filter for identifier '${name}' was not used in the update`)
  }
}

function arithmetic(slot: Slot, operand: unknown, name: '$inc' | '$mul'): void {
  if (!isNumeric(operand))
    throw serverError(14, `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument`)
  const held = read(slot)
  if (held === undefined) {
    write(slot, name === '$inc' ? operand : zeroLike(operand))
    return
  }
  if (!isNumeric(held)) {
    throw serverError(
      14,
      `Cannot apply ${name} to a value of non-numeric type. The field '${slot.key}' has type ${typeName(held)}`,
    )
  }
  write(slot, name === '$inc' ? add(held, operand) : multiply(held, operand))
}

function currentDate(spec: unknown, now: Date): unknown {
  if (spec === true || spec === false) return new Date(now)
  const wanted = isDocument(spec) ? spec.$type : undefined
  if (wanted === 'date') return new Date(now)
  if (wanted === 'timestamp') return new mongoose.mongo.Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 })
  throw badValue("The '$type' string field is required to be 'date' or 'timestamp'")
}

function listIn(slot: Slot, name: string): unknown[] | undefined {
  const value = read(slot)
  if (value === undefined || Array.isArray(value)) return value
  const code = name === '$pop' ? 14 : 2
  throw serverError(
    code,
    `Cannot apply ${name} to a non-array field. Field named '${slot.key}' has non-array type ${typeName(value)}`,
  )
}

function eachOf(spec: unknown): unknown[] {
  if (!isDocument(spec) || !('$each' in spec)) return [spec]
  if (!Array.isArray(spec.$each)) throw serverError(14, 'The argument to $each in $addToSet must be an array')
  return spec.$each
}

function pulling(condition: unknown): (item: unknown) => boolean {
  if (isDocument(condition) && !isOperators(condition)) {
    const matches = compileFilter(condition)
    return (item) => isDocument(item) && matches(item)
  }
  const test = compileCondition(condition, compileFilter)
  return (item) => test([item])
}

function remove(slot: Slot): void {
  if (Array.isArray(slot.inside)) slot.inside[slot.key as number] = null
  else delete slot.inside[slot.key as string]
}

function rename(doc: Doc, from: string, to: string, bindings: Bindings): void {
  if (from.includes('$') || to.includes('$')) throw badValue('$rename does not work on array elements')
  checkTraversable(doc, from)
  const [source] = slotsAt(doc, from, { create: false, bindings })
  if (source === undefined || read(source) === undefined) return
  if (Array.isArray(source.inside)) throw badValue('The source field of $rename cannot be an array element')
  const value = read(source)
  remove(source)
  for (const target of slotsAt(doc, to, { create: true, bindings })) {
    if (Array.isArray(target.inside)) throw badValue('The destination field of $rename cannot be an array element')
    write(target, value)
  }
}

// The other operators that create nothing pass over a value in the way; $rename does not.
function checkTraversable(doc: Doc, path: string): void {
  let here: unknown = doc
  for (const part of path.split('.')) {
    if (here === undefined) return
    if (Array.isArray(here) ? !isPlace(part) : !isDocument(here)) {
      throw serverError(28, `cannot use the part (${part} of ${path}) to traverse the element`)
    }
    here = Object.hasOwn(here as Doc, part) ? (here as Doc)[part] : undefined
  }
}

function copy<T>(value: T): T {
  return typeof value === 'object' && value !== null ? asSentExactly(value) : value
}

const UPDATE_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith'])

function pipelineUpdate(pipeline: Doc[]): Updater {
  for (const stage of pipeline) {
    const name = Object.keys(stage)[0] ?? ''
    if (!UPDATE_STAGES.has(name)) throw serverError(72, `${name} is not allowed to be used within an update`)
  }
  return (doc) => {
    const result = runPipeline([plain(doc)], pipeline, () => [])[0] as Doc
    return '_id' in result || leavesAt(doc, '_id')[0] === undefined ? result : { _id: doc._id, ...result }
  }
}

function plain(doc: Doc): Doc {
  return mongoose.mongo.BSON.deserialize(mongoose.mongo.BSON.serialize(doc))
}
