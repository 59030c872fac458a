import { isIP } from 'node:net'
import { directionOf } from '../languages/names.ts'
import { renderTemplate } from '../web/views.ts'
import { fillIn, readMessage } from './markup.ts'
import { oneLine, unlinked } from './plain-text.ts'
import type { Template } from './shipped.ts'

const maxValueLength = 200
const defaultColor = '#1f5f5b'
/** Placeholders of ours; all others may hold what a visitor typed or a browser claimed. */
const trusted = new Set(['link', 'supportContact', 'brandColor'])

/** Writes a letter: fills a template in and sets it as text and as HTML inside the mail layouts. Every value is encoded; values
 *  that people or browsers chose are one line, at most 200 characters, and cannot become links or markup. Throws when there is
 *  no template, a placeholder has no value, or the link is not an http address: such a letter must not leave. */
export function render(
  template: Template | undefined,
  placeholders: Record<string, string>,
  at: { language: string; hasLogo?: boolean },
): { subject: string; text: string; html: string } {
  if (!template) throw new Error('Nobody ever worded this kind of letter')
  const values = safe(placeholders)
  const filled = (name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`The letter lacks ${name}`)
    return value
  }
  const subject = oneLine(fillIn(template.subject, filled), maxValueLength)
  const letter = {
    subject,
    heading: fillIn(template.heading, filled),
    blocks: readMessage(template.message, filled),
    organizationName: filled('organizationName'),
    supportContact: filled('supportContact'),
    brandColor: color(values.brandColor),
    language: at.language,
    direction: directionOf(at.language),
    hasLogo: at.hasLogo === true,
  }
  const page = (form: 'txt' | 'html') => {
    const body = renderTemplate(`mail/message.${form}`, { letter })
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

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'" }

/** The text part really is plain: what the template engine encoded is taken back, once. */
function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity)
}
