import type { Template } from '../letters/shipped.ts'
import { ownTemplates, templateFor } from '../letters/templates.ts'
import { findLogo } from '../organization/logos.ts'
import type { Settings } from '../organization/settings.ts'

/** Letters in the administrator's own words, by `<kind>/<language>`; all others are as the product brings them. */
export async function templatesInUse(): Promise<Record<string, Template>> {
  const names = [...(await ownTemplates()).keys()].sort()
  const found = await Promise.all(names.map(async (name) => [name, await wordingOf(name)] as const))
  return Object.fromEntries(found.filter((pair): pair is [string, Template] => pair[1] !== undefined))
}

async function wordingOf(name: string): Promise<Template | undefined> {
  const [kind = '', language = ''] = name.split('/')
  const template = await templateFor(kind, language)
  return template && { subject: template.subject, heading: template.heading, message: template.message }
}

/** The logo as a data address; null where there is none. */
export async function logoInUse({ logo: name }: Pick<Settings, 'logo'>): Promise<string | null> {
  const logo = name === undefined ? undefined : await findLogo(name)
  return logo ? `data:${logo.type};base64,${logo.bytes.toString('base64')}` : null
}
