import { isIP } from 'node:net'
import { renderTemplate } from '../web/views.ts'
import { oneLine, unlinked } from './plain-text.ts'

const maxValueLength = 200
const defaultColor = '#1f5f5b'
/** Placeholders of ours; all others may hold what a visitor typed or a browser claimed. */
const trusted = new Set(['link', 'supportContact', 'brandColor', 'subject'])

/** Writes a letter: the subject, and the text and HTML of views/mail/<kind> inside the mail layouts. Every value is encoded; values
 *  that people or browsers chose are one line, at most 200 characters, and cannot become links. Throws when the template or a
 *  placeholder it needs is missing, or the link is not an http address: such a letter must not leave. */
export function render(
  kind: string,
  placeholders: Record<string, string>,
  language: string,
): { subject: string; text: string; html: string } {
  if (!/^[a-z][a-z-]*$/.test(kind)) throw new Error('A kind of letter is lower-case words joined by hyphens')
  const subject = oneLine(placeholders.subject ?? '', maxValueLength)
  const letter = strict({ ...safe(placeholders), subject, language, brandColor: color(placeholders.brandColor) })
  const page = (form: 'txt' | 'html') => {
    const body = renderTemplate(`mail/${kind}.${form}`, { letter })
    return renderTemplate(`mail/layout.${form}`, { letter, body })
  }
  return { subject, text: decoded(page('txt')), html: page('html') }
}

function safe(placeholders: Record<string, string>): Record<string, string> {
  const entries = Object.entries(placeholders).map(([name, value]) => {
    if (name === 'link') return [name, httpLink(value)]
    const line = oneLine(value, maxValueLength)
    return [name, trusted.has(name) || isIP(line) ? line : unlinked(line)]
  })
  return Object.fromEntries(entries)
}

function httpLink(value: string): string {
  if (!/^https?:\/\/[^\s"'<>\\]+$/.test(value)) throw new Error('The link of a letter must be an http address')
  return value
}

function color(value: string | undefined): string {
  return value !== undefined && /^#[0-9a-f]{6}$/i.test(value) ? value : defaultColor
}

/** A misspelt placeholder is an error, not a hole in the letter. */
function strict(values: Record<string, string>): Record<string, string> {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) throw new Error(`The letter lacks ${name}`)
      return Reflect.get(target, name)
    },
  })
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'" }

/** The text part really is plain: what the template engine encoded is taken back, once. */
function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity)
}
