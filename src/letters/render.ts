import { isIP } from 'node:net'
import { directionOf } from '../languages/names.ts'
import { translator } from '../languages/translate.ts'
import { renderTemplate } from '../web/views.ts'
import { coloursOf } from './colours.ts'
import { fitting } from './fitting.ts'
import { fillIn, isLink, readMessage } from './markup.ts'
import { directed, isolated, oneLine, unlinked } from './plain-text.ts'
import type { Template } from './shipped.ts'
import { spoken } from './spoken.ts'
import { wrap } from './wrap.ts'

const maxValueLength = 200
/** Placeholders of ours; all others may hold what a visitor typed or a browser claimed. */
const trusted = new Set(['supportContact', 'brandColor'])

/** Writes a letter: fills a template in and sets it as text and as HTML inside the mail layouts, all in one language. Every value is
 *  encoded; values that people or browsers chose are one line, at most 200 characters, and cannot become links or markup. Throws when
 *  there is no template, a placeholder has no value, a link is not an http address or a code is none: such a letter must not leave. */
export function render(
  template: Template | undefined,
  placeholders: Record<string, string>,
  at: { language: string; hasLogo?: boolean },
): { subject: string; text: string; html: string } {
  if (!template) throw new Error('Nobody ever worded this kind of letter')
  const { language } = at
  const direction = directionOf(language)
  const t = translator(language)
  const values = safe(spoken(placeholders, { language, t }), direction)
  const filled = (name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`The letter lacks ${name}`)
    return value
  }
  const subject = oneLine(fillIn(template.subject, filled), maxValueLength)
  const letter = {
    subject,
    heading: fillIn(template.heading, filled),
    blocks: readMessage(fitting(template.message, values), filled),
    organizationName: filled('organizationName'),
    supportContact: filled('supportContact'),
    colours: coloursOf(placeholders.brandColor),
    language,
    direction,
    ...sides[direction],
    hasLogo: at.hasLogo === true,
  }
  const page = (form: 'txt' | 'html') => {
    const body = renderTemplate(`mail/message.${form}`, { letter, t })
    return renderTemplate(`mail/layout.${form}`, { letter, t, body })
  }
  return { subject, text: directed(wrap(decoded(page('txt'))), direction), html: page('html') }
}

/** Mail programs do not know where a line starts and ends; they know left and right. */
const sides = { ltr: { start: 'left', end: 'right' }, rtl: { start: 'right', end: 'left' } } as const

function safe(placeholders: Record<string, string>, direction: 'ltr' | 'rtl'): Record<string, string> {
  const entries = Object.entries(placeholders).map(([name, value]) => {
    if (isLink(name)) return [name, httpLink(value)]
    if (name === 'code') return [name, shortCode(value)]
    const line = oneLine(value, maxValueLength)
    return [name, isolated(trusted.has(name) || isIP(line) ? line : unlinked(line), direction)]
  })
  return Object.fromEntries(entries)
}

function httpLink(value: string): string {
  if (!/^https?:\/\/[^\s"'<>\\]+$/.test(value)) throw new Error('The link of a letter must be an http address')
  return value
}

function shortCode(value: string): string {
  if (!/^[0-9A-Z]+(?:[ -][0-9A-Z]+)*$/i.test(value)) throw new Error('The code of a letter must be letters and digits')
  return value
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'" }

/** The text part really is plain: what the template engine encoded is taken back, once. */
function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity)
}
