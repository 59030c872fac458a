import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { isMailAddress } from '../mail/address.ts'
import { settingsOf } from './settings.ts'

/** A finder who reads the file later asks again, so that no old contact is believed. Source: RFC 9116 §2.5.5 (less than a year). */
const lifeMs = 30 * 24 * 60 * 60_000

/** Tells who finds a weakness whom to write to: the organisation's support contact, where that is a mail address or an https address. There
 *  is no such page without one, since a contact is what the file is for. Source: RFC 9116. */
export function securityTextRoutes({ config, clock }: Pick<Deps, 'config' | 'clock'>): Router {
  const routes = Router()
  routes.get('/.well-known/security.txt', (_req, res) => {
    const contact = contactIn(settingsOf(res).supportContact)
    if (!contact) throw new NotFound()
    const expires = new Date(clock.now().getTime() + lifeMs).toISOString()
    const canonical = `${config.publicDoor.origin}/.well-known/security.txt`
    const lines = [`Contact: ${contact}`, `Expires: ${expires}`, `Canonical: ${canonical}`, '']
    res.type('text/plain').send(lines.join('\n'))
  })
  return routes
}

function contactIn(text: string): string | undefined {
  if (isMailAddress(text)) return `mailto:${encodeURIComponent(text).replace('%40', '@')}`
  const isHttps = text.startsWith('https://') && URL.canParse(text)
  return isHttps ? new URL(text).href : undefined
}
