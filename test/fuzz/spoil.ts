import fc from 'fast-check'
import { anyText, anyValue } from './nasty.ts'

/** A value of JSON with one thing or another wrong about it: a part replaced, left out, doubled in a list, or given a name that objects
 *  have of their own. */
export function spoilt(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const parts = fc.array(fc.tuple(fc.nat(), fc.constantFrom('replace', 'drop', 'wrap', 'add'), anyText, anyValue), {
    minLength: 1,
    maxLength: 3,
  })
  return fc
    .tuple(values, parts)
    .map(([value, changes]) =>
      changes.reduce<unknown>((so, [at, how, name, other]) => spoilOne(so, { at, how, name, other }), value),
    )
}

/** The text of a value, which may hold a key twice or a `__proto__` that no object literal has. */
export function jsonText(value: unknown, twist: string): string {
  const text = JSON.stringify(value) ?? 'null'
  if (twist === 'proto' && text.startsWith('{'))
    return text.replace('{', `{"__proto__":{"admin":true}${text === '{}' ? '' : ','}`)
  if (twist === 'double' && /^\{"[^"]*":/.test(text)) return text.replace(/^\{("[^"]*":)/, '{$1null,$1')
  if (twist === 'cut') return text.slice(0, -1)
  if (twist === 'mark') return `\ufeff${text}`
  if (twist === 'huge') return text.replace(/\d+/, '1e99999')
  return text
}

interface Change {
  at: number
  how: string
  name: string
  other: unknown
}

function spoilOne(value: unknown, change: Change): unknown {
  const { at, how, name, other } = change
  if (typeof value !== 'object' || value === null) return how === 'wrap' ? [value, value] : other
  const keys = Object.keys(value)
  if (how === 'add') return Array.isArray(value) ? [...value, other] : { ...value, [name]: other }
  const key = keys[at % Math.max(keys.length, 1)]
  if (key === undefined) return other
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  const inner = copy[key]
  if (typeof inner === 'object' && inner !== null && at % 3 > 0)
    copy[key] = spoilOne(inner, { ...change, at: Math.floor(at / 3) })
  else if (how === 'drop') delete copy[key]
  else copy[key] = how === 'wrap' ? [inner, inner] : other
  return copy
}
