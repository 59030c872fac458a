import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { foldPassword, passwordLength } from '../../src/security/password-text.ts'
import { weigh } from './weigh.ts'

const breached = readFileSync(new URL('breached.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const listed = 'This is on a list of common and stolen passwords'
const repeated = 'Use more different characters'
const sequence = 'Choose something that is not a row of keys'
const context = 'Choose something that is not your name'

describe('a new password', () => {
  test.each([
    'seven quiet otters at dusk',
    'brass lantern over the harbour',
    'a kettle sings in winter',
    'five green lamps in a row',
    'nine lanterns in the fog',
    'thirteen pears upon a sill',
    'the ferry leaves at low tide',
    'violets under the old bridge',
    'plum gravel saddle moth',
    'velvetorchardmarblefinch',
    'Sourdough-Theremin-Puffin',
    'umbrella.thistle.cobalt.knee',
    'no capital no digit no mark',
    'ALL IN CAPITALS ALONG THE QUAY',
    'x7$kQ!m2Zp9&wT4v',
    '8f1c-22ab-90d7-e64b',
    '3827 1049 5562 7718',
    'twelve geese, one goose',
    'my aunt keeps bees in Lyon',
    'what the plumber said to Edith',
    'Grünkohl mit Pinkel im Februar',
    'trois hérissons sous la pluie',
    'el faro no duerme los martes',
    'o rio corre devagar em maio',
    'семь тихих выдр в сумерках',
    'επτά βίδρες στο σούρουπο',
    'سبع قضاعات هادئة عند الغسق',
    '静かな川獺が夕暮れに七匹いるらしい',
    '七只安静的水獺在黄昏時分慢慢游過河',
    '🦦🌒🎻🧂🪵🥝🛶🧭🦔🪁🍋🧵🪨🎈🐚',
    'Keller room with nine clocks',
    'north of the windmill at noon',
    'trade winds over Valparaíso',
    `${'a'.repeat(7)} murmuring brook`,
    `${'a long walk home '.repeat(3)}past the mill, the weir and both churches`,
  ])('is accepted: %s', (password) => {
    expect(weigh(password)).toBeUndefined()
  })

  test('is refused when it is one of two hundred breached ones, whatever its case and spacing', () => {
    expect(breached).toHaveLength(200)
    for (const password of breached) {
      for (const variant of [password, password.toUpperCase(), ` ${password.slice(0, 5)} ${password.slice(5)}`]) {
        expect([variant, weigh(variant)]).toEqual([
          variant,
          expect.stringMatching(/stolen|different characters|row of keys/),
        ])
      }
    }
  })

  test.each([
    ['correct horse battery staple', listed],
    ['Correct Horse Battery Staple', listed],
    ['correcthorsebatterystaple', listed],
    ['ｃｏｒｒｅｃｔ ｈｏｒｓｅ ｂａｔｔｅｒｙ ｓｔａｐｌｅ', listed],
    ['correct horse battery staple!', listed],
    ['Correct-Horse-Battery-Staple 2024!', undefined],
    ['manchester united', listed],
    ['ManchesterUnited1999!', listed],
    ['stairway to heaven', listed],
    ['may the force be with you', listed],
    ['Sunshine01011990', listed],
    ['1990!football!1990', listed],
  ])('is compared with the lists without case, spaces and trivial endings: %s', (password, sentence) => {
    if (sentence) expect(weigh(password)).toContain(sentence)
    else expect(weigh(password)).toBeUndefined()
  })

  test.each([
    ['short of it', 'Use at least 15 characters'],
    ['x'.repeat(257), 'Use at most 256 characters'],
    ['aaaaaaaaaaaaaaaa', repeated],
    ['abababababababab', repeated],
    ['banana banana banana', repeated],
    ['otter-otter-otter-otter', repeated],
    ['password password 12', repeated],
    ['abcdefghijklmnopq', sequence],
    ['qwertyuiop asdfghjkl', sequence],
    ['POIUYTREWQ 987654321', sequence],
    ['1qaz 2wsx 3edc 4rfv', sequence],
    ['йцукенгшщзхъфывапро', sequence],
    ['m.keller, Martha 1', context],
    ['martha.keller@mail.example.test', context],
    ['Martha Keller 1984!', context],
    ['KELLER, Martha 05/84', context],
    ['example-martha-2024', context],
    ['Northwind Traders 24', context],
    ['northwind latchkey!', context],
  ])('is refused with a sentence of its own: %s', (password, sentence) => {
    expect(weigh(password)).toContain(sentence)
  })

  test('may be shorter where the organisation says so, and is then compared just the same', () => {
    expect(weigh('otterweir', 8)).toBeUndefined()
    expect(weigh('weirs 9', 8)).toContain('Use at least 8 characters')
    for (const password of ['sunshine', 'P@ssw0rd', 'Trustno1', 'football1!', 'iloveyou2']) {
      expect([password, weigh(password, 8)]).toEqual([password, expect.stringContaining(listed)])
    }
  })
})

describe('the length of a password', () => {
  test.each([
    ['fourteen plain characters', 'otter weir mil', 14],
    ['an emoji of two code units is one', '🦦'.repeat(14), 14],
    ['a decomposed accent is part of its letter', 'e\u0301'.repeat(14), 14],
    ['a ligature is the letters it stands for', 'ﬁ'.repeat(7), 14],
    ['full width is plain width', 'ｏｔｔｅｒ ｗｅｉｒ ｍｉｌ', 14],
    ['spaces count, also at the ends', ' otter weir mi ', 15],
  ])('is counted in code points: %s', (_, password, length) => {
    expect(passwordLength(password)).toBe(length)
    if (length < 15) expect(weigh(password)).toContain('Use at least 15 characters')
  })

  test('is exactly 15 at least and 256 at most', () => {
    const long = 'otters by the weir and a heron on the post; '.repeat(6)
    expect([weigh('otter weir mill'), weigh('otter weir mil')]).toEqual([undefined, expect.anything()])
    expect([weigh(`${long.slice(0, 250)}plum !`), weigh(`${long.slice(0, 250)}plum !!`)]).toEqual([
      undefined,
      expect.stringContaining('Use at most 256 characters'),
    ])
  })

  test('does not depend on the keyboard', () => {
    expect(foldPassword('Cafe\u0301  NOIR')).toBe(foldPassword('caf\u00e9 noir'))
    expect(foldPassword('ＣＡＦÉ')).toBe('café')
  })
})
