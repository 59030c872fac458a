import type { Deps } from '../deps.ts'
import { isLink, placeholder } from '../letters/markup.ts'
import { render } from '../letters/render.ts'
import type { Worded } from '../letters/templates.ts'
import type { User } from '../users/users.ts'
import { findLogo } from './logos.ts'
import type { Settings } from './settings.ts'
import { sampleValues } from './template-values.ts'

/** A letter with made-up values, as the reader would get it. An unfinished one goes as far as it goes: what it lacks stands there in
 *  braces. The logo is part of the HTML. */
export async function lookAtTemplate(
  deps: Deps,
  { template, settings, reader }: { template: Worded; settings: Settings; reader: User },
): Promise<{ subject: string; text: string; html: string }> {
  const values = sampleValues(deps, settings, reader)
  const missing = Object.fromEntries(
    [...`${template.subject}${template.heading}${template.message}`.matchAll(placeholder)].map(
      ([braces, name = '']) => [name, isLink(name) ? (values.link ?? '') : braces],
    ),
  )
  const logo = settings.logo === undefined ? undefined : await findLogo(settings.logo)
  const at = { language: template.language, hasLogo: logo !== undefined }
  const { html, ...others } = render(template, { ...missing, ...values }, at)
  const picture = logo ? `data:${logo.type};base64,${logo.bytes.toString('base64')}` : ''
  return { ...others, html: html.replace('cid:logo', picture) }
}
