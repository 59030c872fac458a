import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { en, type Key } from '../../src/languages/en.ts'
import { directionOf, isLanguage } from '../../src/languages/names.ts'
import { translator } from '../../src/languages/translate.ts'
import { letterKinds } from '../../src/letters/kinds.ts'
import { lintTemplate } from '../../src/letters/lint.ts'
import { namesIn, piecesOf, readMessage } from '../../src/letters/markup.ts'
import { render } from '../../src/letters/render.ts'
import { shippedTemplate, type Template } from '../../src/letters/shipped.ts'

const folder = join(import.meta.dirname, '../../views/mail')
const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
/** Languages somebody has worded letters in; a new folder is measured as soon as it is there. */
const worded = folders.map(({ name }) => name).filter((name) => name !== 'parts')
const kinds = readdirSync(join(folder, 'en'))
  .map((file) => file.replace(/\.txt$/, ''))
  .sort()

const samples: Record<string, string> = {
  organizationName: 'Acme',
  displayName: 'Alice',
  username: 'alice',
  supportContact: '+49 30 1234',
  link: 'https://id.example.org/reset-password?token=x',
  notMeLink: 'https://id.example.org/not-me?token=y',
  undoLink: 'https://id.example.org/undo-address?token=z',
  signInLink: 'https://id.example.org/sign-in',
  code: '1234 5678',
  lifetimeMinutes: '30',
  codeLifetimeMinutes: '10',
  askedWith: 'Firefox 140 on Windows',
  server: 'mail.example.org:587, StartTls',
}
const names = [...new Set(kinds.flatMap((kind) => namesIn(whole(templateOf(kind, 'en')))))]
const values = { ...Object.fromEntries(names.map((name) => [name, '2026-11-23 13:05 UTC'])), ...samples }

test('every kind an administrator may word anew comes with English words', () => {
  expect(kinds).toEqual([...Object.keys(letterKinds), 'test'].sort())
})

describe.each(worded)('The letters in %s', (language) => {
  test('are in a language of the product', () => {
    expect(isLanguage(language)).toBe(true)
  })

  test('are all there, and no other', () => {
    expect(readdirSync(join(folder, language)).sort()).toEqual(kinds.map((kind) => `${kind}.txt`).sort())
  })

  test.each(kinds)('%s could be saved in the console', (kind) => {
    const about = letterKinds[kind]
    const template = templateOf(kind, language)
    if (about) expect(lintTemplate(about, template)).toEqual({})
    for (const text of [template.subject, template.heading, template.message]) expect(text.trim()).toBe(text)
    expect(readFileSync(join(folder, language, `${kind}.txt`), 'utf8').split('\n')[2]).toBe('')
  })

  test.each(kinds)('%s tells what the English letter tells, piece by piece', (kind) => {
    const [own, english] = [templateOf(kind, language), templateOf(kind, 'en')]
    expect(placeholdersIn(own.subject)).toEqual(placeholdersIn(english.subject))
    expect(placeholdersIn(own.heading)).toEqual(placeholdersIn(english.heading))
    expect(piecesOf(own.message).map(placeholdersIn)).toEqual(piecesOf(english.message).map(placeholdersIn))
    expect(shapeOf(own)).toEqual(shapeOf(english))
  })

  test.each(kinds)('%s can be written, in its own direction', (kind) => {
    const { text, html } = render(templateOf(kind, language), values, { language })
    expect(html).toContain(`<html lang="${language}" dir="${directionOf(language)}">`)
    expect(`${text}${html}`).not.toMatch(/\{\{|\}\}/)
    for (const line of text.split('\n')) expect(line === '-- ' ? '' : line).toBe(line === '-- ' ? '' : line.trimEnd())
  })

  test.runIf(language !== 'en').each(kinds)('%s holds no English', (kind) => {
    const { text, html } = render(templateOf(kind, language), values, { language })
    expect(englishIn(`${text}${html}`, language)).toEqual([])
    const [own, english] = [whole(templateOf(kind, language)), whole(templateOf(kind, 'en'))].map(sentencesIn)
    expect(own?.filter((sentence) => english?.includes(sentence))).toEqual([])
  })
})

function templateOf(kind: string, language: string): Template {
  const template = shippedTemplate(kind, language)
  if (!template) throw new Error(`There is no ${language}/${kind}.txt`)
  return template
}

function whole({ subject, heading, message }: Template): string {
  return `${subject}\n${heading}\n${message}`
}

function placeholdersIn(text: string): string[] {
  return [...new Set(namesIn(text))].sort()
}

/** What each piece is, how many lines or facts it has and how much of it is strong. */
function shapeOf({ message }: Template): string[] {
  return readMessage(message, () => 'x').map((block) => {
    if (block.kind === 'facts') return `${block.facts.length} facts`
    if (block.kind !== 'paragraph') return block.kind
    return `paragraph of ${block.lines.length}, ${block.lines.flat().filter(({ isStrong }) => isStrong).length} strong`
  })
}

/** Which of the layout's English phrases a letter holds; words that mean the same in both languages do not count. */
function englishIn(letter: string, language: string): string[] {
  const keys = (Object.keys(en) as Key[]).filter((key) => key.startsWith('letter.'))
  const say = translator(language)
  const at = { at: new Date(0), browser: '', system: '', organization: '', contact: '', words: '', name: '', value: '' }
  return keys.filter((key) => {
    const phrases = en[key].split(/\{[^}]*\}/).filter((phrase) => /[a-z]{2,}/.test(phrase))
    return phrases.some((phrase) => letter.includes(phrase) && !say(key, at).includes(phrase.trim()))
  })
}

function sentencesIn(text: string): string[] {
  return text.split(/[\n.:,。、]/).filter((sentence) => /[a-z]{3,} [a-z]{3,}/.test(sentence))
}
