import { describe, expect, test } from 'vitest'
import { contrast, tokenIn } from './tokens.ts'

/** The default, and others an organisation may choose: white words can be read on each, on some only just. */
const brands = ['#0f5a47', '#000000', '#767676', '#0000ff', '#c4007a', '#d70000', '#8e7200', '#5b2a86']
const schemes = ['light', 'dark', 'dark without oklch'] as const

const grounds = ['--ground', '--surface', '--surface-sunk']
const kinds = ['good', 'bad', 'care', 'note']

/** Which words stand on which ground somewhere. */
const words: [word: string, ground: string][] = [
  ...['--ink', '--ink-soft', '--accent-ink', '--accent-strong'].flatMap((word) =>
    grounds.map((on): [string, string] => [word, on]),
  ),
  ...kinds.flatMap((kind): [string, string][] => [
    [`--${kind}`, '--surface'],
    [`--${kind}`, `--${kind}-soft`],
    ['--ink', `--${kind}-soft`],
    ['--ink-soft', `--${kind}-soft`],
    ['--accent-ink', `--${kind}-soft`],
  ]),
  ['--accent-ink', '--accent-soft'],
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-strong'],
  ['--surface', '--good'],
  ['--surface', '--bad'],
]

/** What shows where a field or a button ends, and the ring around what has the focus. */
const edges: [edge: string, ground: string][] = ['--line-field', '--accent'].flatMap((edge) =>
  grounds.map((on): [string, string] => [edge, on]),
)

describe.each(schemes)('In the scheme %s', (scheme) => {
  test.each(brands)('every word can be read and every edge be seen under %s', (brand) => {
    const token = tokenIn(scheme, brand)
    const tooFaint = (pairs: [string, string][], least: number) =>
      pairs
        .map(([one, on]) => ({ one, on, ratio: contrast(token(one), token(on)) }))
        .filter(({ ratio }) => ratio < least)
        .map(({ one, on, ratio }) => `${one} on ${on} is ${ratio.toFixed(2)}`)
    expect([...tooFaint(words, 4.5), ...tooFaint(edges, 3)]).toEqual([])
  })
})
