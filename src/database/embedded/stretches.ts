import { encodeKey, inverted, TAG } from './keys.ts'

/** A half-open stretch of encoded keys. */
export interface Stretch {
  from: Buffer
  to: Buffer
}

/** Values of one type between two ends, or strings that begin alike. */
export interface Interval {
  tag: number
  above?: Edge
  below?: Edge
  beginning?: Buffer
}

/** One end of a range: the encoded value, and whether the value itself is inside. */
export interface Edge {
  key: Buffer
  inside: boolean
}

/** The keys that begin with a whole encoded component; 0xff never begins the next one. */
export function startingWith(prefix: Buffer): Stretch {
  return { from: prefix, to: Buffer.concat([prefix, LAST]) }
}

/** The keys after `prefix` whose next component lies in a range, in either direction. */
export function within(prefix: Buffer, range: Interval, direction: 1 | -1): Stretch {
  const { tag, above, below, beginning } = range
  if (beginning !== undefined) {
    const from = Buffer.concat([prefix, direction === 1 ? beginning : inverted(beginning)])
    const to = Buffer.from(from)
    to[to.length - 1] = (to[to.length - 1] as number) + 1
    return { from, to }
  }
  if (direction === 1) {
    const from = above === undefined ? lowest(tag) : above.inside ? above.key : after(above.key)
    const to = below === undefined ? Buffer.from([tag + 1]) : below.inside ? after(below.key) : below.key
    return { from: Buffer.concat([prefix, from]), to: Buffer.concat([prefix, to]) }
  }
  const from =
    below === undefined ? Buffer.from([0xff - tag]) : below.inside ? inverted(below.key) : after(inverted(below.key))
  const least = lowest(tag)
  const to =
    above === undefined
      ? least.length > 1
        ? after(inverted(least))
        : Buffer.from([0xff - tag + 1])
      : above.inside
        ? after(inverted(above.key))
        : inverted(above.key)
  return { from: Buffer.concat([prefix, from]), to: Buffer.concat([prefix, to]) }
}

const LAST = Buffer.from([0xff])

function after(key: Buffer): Buffer {
  return Buffer.concat([key, LAST])
}

// NaN sorts before every number but lies in no range, so ranges of numbers begin at minus infinity.
function lowest(tag: number): Buffer {
  return tag === TAG.number ? encodeKey(Number.NEGATIVE_INFINITY) : Buffer.from([tag])
}
