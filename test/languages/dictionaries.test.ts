import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { dictionaries } from '../../src/languages/dictionaries.ts'
import { en, type Key } from '../../src/languages/en.ts'
import { languages } from '../../src/languages/names.ts'

const keys = Object.keys(en) as Key[]
const house = ['src', 'views'].map((folder) => join(import.meta.dirname, '../..', folder))

describe.each(languages)('The dictionary in %s', (language) => {
  const dictionary = dictionaries[language]

  test('has every key of the English one and no other, none empty', () => {
    expect(Object.keys(dictionary).sort()).toEqual([...keys].sort())
    expect(keys.filter((key) => dictionary[key].trim() === '')).toEqual([])
  })

  test('asks for the same values as the English one', () => {
    const wants = (wording: string) => argumentsIn(wording, language)
    expect(keys.filter((key) => String(wants(dictionary[key])) !== String(wants(en[key])))).toEqual([])
  })

  test('has a form for every plural of the language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const missing = keys.flatMap((key) =>
      pluralsIn(dictionary[key], language).flatMap((given) =>
        forms.filter((form) => !given.includes(form)).map((form) => `${key} has no ${form}`),
      ),
    )
    expect(missing).toEqual([])
  })

  test('leaves no English sentence behind', () => {
    const same = keys.filter((key) => dictionary[key] === en[key] && /[a-z]{3,} [a-z]{3,}/.test(en[key]))
    expect(language === 'en' ? [] : same).toEqual([])
  })
})

describe('The English dictionary', () => {
  const texts = house.flatMap(readAll)
  const code = texts.join('\n')

  test('holds no key that nobody says', () => {
    expect(keys.filter((key) => !isBuilt(key) && !code.includes(`'${key}'`))).toEqual([])
  })

  test('holds every key that a page says', () => {
    const said = [...code.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key ?? '')
    expect(said.length).toBeGreaterThan(100)
    expect(said.filter((key) => !Object.hasOwn(en, key))).toEqual([])
  })
})

/** Keys put together from a closed list: the status of an error, the action of an audit entry. */
function isBuilt(key: string): boolean {
  return /^error\.[0-9x]{3}\.text$/.test(key)
}

function readAll(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => /\.(ts|ejs)$/.test(file) && !/^languages\/[a-z]{2}\.ts$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
}

type Part = ReturnType<IntlMessageFormat['getAst']>[number]

function partsIn(wording: string, language: string): Part[] {
  const unfold = (parts: Part[]): Part[] =>
    parts.flatMap((part) => [
      part,
      ...('options' in part ? Object.values(part.options).flatMap(({ value }) => unfold(value)) : []),
    ])
  return unfold(new IntlMessageFormat(wording, language, undefined, { ignoreTag: true }).getAst())
}

function argumentsIn(wording: string, language: string): string[] {
  const named = partsIn(wording, language).filter((part) => part.type > 0 && 'value' in part)
  return [...new Set(named.map((part) => ('value' in part ? part.value : '')))].sort()
}

function pluralsIn(wording: string, language: string): string[][] {
  return partsIn(wording, language).flatMap((part) =>
    part.type === 6 && 'options' in part ? [Object.keys(part.options)] : [],
  )
}
