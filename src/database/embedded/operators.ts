// Over 120 lines: the query operators on one field, one case each, side by side so that their null and array rules can be compared.
import { bsonType, type Doc, isDocument } from './bson.ts'
import { compareValues, equalValues, isNumeric } from './compare.ts'
import { badValue, unsupported } from './errors.ts'
import { patternOf, TAG, tagOf } from './keys.ts'
import { toNumber } from './numbers.ts'
import { candidates } from './paths.ts'
import { typeTest } from './types.ts'

/** A compiled condition on what lies at one path. */
export type FieldTest = (leaves: readonly unknown[]) => boolean
type ValueTest = (value: unknown) => boolean
type Compile = (filter: Doc) => (doc: unknown) => boolean

const LATER = new Set([
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$geoNear',
  '$maxDistance',
  '$minDistance',
])
const BITS = new Set(['$bitsAllSet', '$bitsAnySet', '$bitsAllClear', '$bitsAnyClear'])

/** Whether a condition is a set of operators ({ $gt: 5 }) and not a value to equal. */
export function isOperators(value: unknown): value is Doc {
  return isDocument(value) && (Object.keys(value)[0]?.startsWith('$') ?? false) && !isReference(value)
}

/** Compiles the condition on one field; `compile` is the compiler of whole filters, for $elemMatch. */
export function compileCondition(condition: unknown, compile: Compile): FieldTest {
  if (!isOperators(condition)) return anyOf(isRegex(condition) ? regexOrSame(condition) : equal(condition))
  const tests = Object.entries(condition).map(([operator, operand]) => one(operator, operand, condition, compile))
  return tests.length === 1 ? (tests[0] as FieldTest) : (leaves) => tests.every((test) => test(leaves))
}

function one(operator: string, operand: unknown, all: Doc, compile: Compile): FieldTest {
  switch (operator) {
    case '$eq':
      return anyOf(equal(operand))
    case '$ne':
      if (isRegex(operand)) throw badValue("Can't have regex as arg to $ne.")
      return not(anyOf(equal(operand)))
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (isRegex(operand)) throw badValue(`Can't have RegEx as arg to predicate over field with ${operator}`)
      return anyOf(range(operator, operand))
    case '$in':
      return anyOf(oneOf(operator, operand))
    case '$nin':
      return not(anyOf(oneOf(operator, operand)))
    case '$exists':
      return truthy(operand) ? exists : not(exists)
    case '$type':
      return anyOf(typeTest(operand))
    case '$not':
      if (!isRegex(operand) && !isOperators(operand)) throw badValue('$not needs a regex or a document')
      return not(compileCondition(operand, compile))
    case '$regex':
      return anyOf(regex(operand, all.$options))
    case '$options':
      if (!('$regex' in all)) throw badValue('$options needs a $regex')
      return () => true
    case '$all':
      return every(operand, compile)
    case '$elemMatch':
      return elemMatch(operand, compile)
    case '$size':
      if (!isNumeric(operand) || toNumber(operand) < 0)
        throw badValue('Failed to parse $size. Expected a non-negative number')
      return (leaves) => leaves.some((leaf) => Array.isArray(leaf) && leaf.length === toNumber(operand))
    case '$mod':
      return anyOf(remainder(operand))
    case '$comment':
      return () => true
  }
  if (LATER.has(operator) || BITS.has(operator)) throw unsupported(`the query operator ${operator}`)
  throw badValue(`unknown operator: ${operator}`)
}

function anyOf(test: ValueTest): FieldTest {
  return (leaves) => candidates(leaves).some(test)
}

function not(test: FieldTest): FieldTest {
  return (leaves) => !test(leaves)
}

const exists: FieldTest = (leaves) => leaves.some((leaf) => leaf !== undefined)

function equal(operand: unknown): ValueTest {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined
  return (value) => equalValues(value, operand)
}

function range(operator: '$gt' | '$gte' | '$lt' | '$lte', operand: unknown): ValueTest {
  const withEqual = operator.endsWith('e')
  if (operand === null || operand === undefined) return withEqual ? equal(null) : () => false
  const above = operator.startsWith('$gt')
  const bracket = tagOf(operand)
  const holds = (order: number) => (order === 0 ? withEqual : order > 0 === above)
  if (bracket === TAG.minKey || bracket === TAG.maxKey) return (value) => holds(compareValues(value ?? null, operand))
  if (isNaNValue(operand)) return (value) => withEqual && isNaNValue(value)
  return (value) => tagOf(value) === bracket && !isNaNValue(value) && holds(compareValues(value, operand))
}

function isNaNValue(value: unknown): boolean {
  return tagOf(value) === TAG.number && Number.isNaN(toNumber(value))
}

function oneOf(operator: string, operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue(`${operator} needs an array`)
  if (operand.some(isOperators)) throw badValue(`cannot nest $ under ${operator}`)
  const strings = new Set(operand.filter((item) => typeof item === 'string'))
  const others = operand
    .filter((item) => typeof item !== 'string')
    .map((item) => (isRegex(item) ? regexOrSame(item) : equal(item)))
  return (value) => (typeof value === 'string' && strings.has(value)) || others.some((test) => test(value))
}

function every(operand: unknown, compile: Compile): FieldTest {
  if (!Array.isArray(operand)) throw badValue('$all needs an array')
  const tests = operand.map((item) => {
    if (isOperators(item) && '$elemMatch' in item) return elemMatch(item.$elemMatch, compile)
    if (isOperators(item)) throw badValue('no $ expressions in $all')
    return compileCondition(item, compile)
  })
  return (leaves) => tests.length > 0 && tests.every((test) => test(leaves))
}

function elemMatch(operand: unknown, compile: Compile): FieldTest {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object')
  const first = Object.keys(operand)[0]
  const onValue = isOperators(operand) && !['$and', '$or', '$nor', '$expr', '$where'].includes(first as string)
  const matches = onValue ? itself(compileCondition(operand, compile)) : insideItem(compile(operand))
  return (leaves) => leaves.some((leaf) => Array.isArray(leaf) && leaf.some(matches))
}

// An item of $elemMatch is compared as it stands: an array within the array is not opened a second time.
function itself(test: FieldTest): ValueTest {
  return (item) => test(Array.isArray(item) ? [{ ...item }] : [item])
}

function insideItem(matches: ValueTest): ValueTest {
  return (item) => (isDocument(item) || Array.isArray(item)) && matches(Array.isArray(item) ? { ...item } : item)
}

function remainder(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumeric)) {
    throw badValue('malformed mod, needs to be an array of two numbers')
  }
  const [divisor, rest] = operand.map((item) => Math.trunc(toNumber(item))) as [number, number]
  if (divisor === 0) throw badValue('divisor cannot be 0')
  return (value) => isNumeric(value) && Math.trunc(toNumber(value)) % divisor === rest
}

function isRegex(value: unknown): boolean {
  return value instanceof RegExp || bsonType(value) === 'BSONRegExp'
}

function regexOrSame(operand: unknown): ValueTest {
  const matches = regex(operand, undefined)
  return (value) => matches(value) || (isRegex(value) && equalValues(value, operand))
}

function regex(operand: unknown, options: unknown): ValueTest {
  const { source, flags } = isRegex(operand) ? patternOf(operand) : { source: operand, flags: '' }
  if (typeof source !== 'string') throw badValue('$regex has to be a string')
  const wanted = options === undefined ? flags : String(options)
  for (const flag of wanted) if (!'imsu'.includes(flag)) throw unsupported(`the regular expression option "${flag}"`)
  const compiled = new RegExp(source, [...new Set(wanted)].join(''))
  return (value) => (typeof value === 'string' || bsonType(value) === 'BSONSymbol') && compiled.test(String(value))
}

function truthy(value: unknown): boolean {
  return isNumeric(value) ? toNumber(value) !== 0 : value !== false && value !== null && value !== undefined
}

function isReference(value: Doc): boolean {
  return '$ref' in value || '$id' in value
}
