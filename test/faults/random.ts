/** Chance that can be repeated: the same seed gives the same throws, on every machine. */
export interface Chance {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number
  pick<Item>(items: readonly Item[]): Item
  shuffle<Item>(items: readonly Item[]): Item[]
  /** Another chance that does not disturb this one; the same name gives the same one. */
  fork(name: string): Chance
}

/** Starts a sequence of throws. Source: mulberry32, public domain. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    whole,
    pick: <Item>(items: readonly Item[]) => items[whole(0, items.length - 1)] as Item,
    shuffle: (items) => {
      const deck = [...items]
      for (let last = deck.length - 1; last > 0; last--) {
        const other = whole(0, last)
        const kept = deck[last] as (typeof deck)[number]
        deck[last] = deck[other] as (typeof deck)[number]
        deck[other] = kept
      }
      return deck
    },
    fork: (name) => chanceOf([...name].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 16_777_619), seed)),
  }
}
