import { IntlMessageFormat } from 'intl-messageformat'
import { dictionaries } from './dictionaries.ts'
import { en, type Key } from './en.ts'
import { isLanguage } from './names.ts'

export type Values = Readonly<Record<string, string | number | Date>>
/** Something to be said in whatever language its reader has: a key, alone or with its values. Any other text is said as it is; what people
 *  chose themselves might equal a key and is said to be verbatim. */
export type Saying = string | { key: string; values: Values } | { verbatim: string }
export type Translate = (key: Key, values?: Values) => string

const compiled = new Map<string, IntlMessageFormat>()
const formats = {
  date: {
    moment: {
      ...({ year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
      ...({ hourCycle: 'h23', timeZone: 'UTC', timeZoneName: 'short' } as const),
    },
  },
}

/** Speaks one language; English where there is no such dictionary. Plurals, numbers and moments (in UTC) take the forms of the language
 *  (Unicode CLDR). Throws where a value that the sentence needs is missing. */
export function translator(language: string): Translate {
  const dictionary = isLanguage(language) ? dictionaries[language] : en
  return (key, values) => {
    const name = `${language} ${key}`
    const format = compiled.get(name) ?? compile(dictionary[key], language)
    compiled.set(name, format)
    return String(format.format(values))
  }
}

/** Says a saying: translated where it is a key, as it is where it is any other text. */
export function say(translate: Translate, saying: Saying): string {
  if (typeof saying === 'object' && 'verbatim' in saying) return saying.verbatim
  const { key, values } = typeof saying === 'string' ? { key: saying, values: undefined } : saying
  return Object.hasOwn(en, key) ? translate(key as Key, values) : key
}

function compile(wording: string, language: string): IntlMessageFormat {
  return new IntlMessageFormat(wording, language, formats, { ignoreTag: true })
}
