import { beforeAll, describe, expect, test } from 'vitest'
import { weigh } from './weigh.ts'

type Judge = (password: string, known: { minimum: number; words: string[] }) => Record<string, boolean>

const words = ['Northwind Traders', 'Latchkey', 'm.keller', 'martha.keller@mail.example.test', 'Martha', 'Keller']
const refusals: Record<string, RegExp> = {
  length: /Use at least/,
  variety: /more different characters/,
  context: /not your name/,
}

describe('the ticks beside a new password', () => {
  let judge: Judge

  beforeAll(async () => {
    const script = new URL('../../public/new-password.js', import.meta.url).href
    judge = ((await import(script)) as { judge: Judge }).judge
  })

  test.each([
    ['seven quiet otters at dusk', []],
    ['Keller room with nine clocks', []],
    ['静かな川獺が夕暮れに七匹いるらしい', []],
    ['🦦🌒🎻🧂🪵🥝🛶🧭🦔🪁🍋🧵🪨🎈🐚', []],
    ['otter weir mil', ['length']],
    ['🦦🌒🎻🧂🪵🥝🛶🧭🦔🪁🍋🧵🪨🎈', ['length']],
    ['e\u0301tude in f minor', []],
    ['e\u0301tude in minor', ['length']],
    ['ｏｔｔｅｒ ｗｅｉｒ ｍｉｌ', ['length']],
    ['banana banana banana', ['variety']],
    ['password password 12', ['variety']],
    ['abababababababab', ['variety']],
    ['Martha Keller 1984!', ['context']],
    ['KELLER, Martha 05/84', ['context']],
    ['northwind latchkey!', ['context']],
    ['martha', ['length', 'context']],
  ])('are what the server says: %s', (password, unmet) => {
    const met = judge(password, { minimum: 15, words })
    expect(Object.keys(met).filter((rule) => !met[rule])).toEqual(unmet)
    if (unmet[0]) expect(weigh(password)).toMatch(refusals[unmet[0]] ?? /^$/)
    else expect(weigh(password)).toBeUndefined()
  })
})
