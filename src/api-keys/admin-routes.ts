import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { inWords } from '../letters/letter.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { boxOf, keyForm } from './forms.ts'
import { toRow } from './key-page.ts'
import { longestLifeDays, makeKey, mostKeys, usualLifeDays } from './make-key.ts'
import { revokeKey } from './revoke-key.ts'
import { scopes } from './scopes.ts'
import { keysWithOwners } from './shown.ts'
import { scopeWords } from './words.ts'

const path = '/configuration/api-keys'
const page = { layout: 'console', section: 'api-keys' } as const

/** Configuration › API keys: the list, a new key, the end of one. A new key is in the answer to its form and nowhere else: no address
 *  leads to it, and a reload makes another one. */
export function apiKeyRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, async (req, res) => {
    const now = deps.clock.now()
    const locals = { keys: (await keysWithOwners(now)).map((one) => toRow(one, now)) }
    showPage(req, res, { ...page, view: 'api-keys/list', title: 'API keys', locals })
  })

  routes.get(`${path}/new`, (req, res) => showForm(req, res, { values: { life_days: String(usualLifeDays) } }))

  routes.post(`${path}/new`, requireRecentProof(deps), async (req, res) => {
    const form = parseForm(keyForm, req.body)
    if (!form.ok) return showForm(req, res, { ...form, status: 422 })
    const owner = res.locals.person
    if (!owner) throw new Forbidden()
    const made = await makeKey(deps, { ...form.data, owner, address: clientOf(req).address })
    if (made.outcome === 'too-many') {
      const text = `No key was made: ${mostKeys} are alive already. Revoke those that nobody needs.`
      return back(res, { kind: 'error', text })
    }
    const { text, key } = made
    const origin = deps.config.adminDoor.origin
    const locals = { text, name: key.name, until: inWords(key.expiresAt), origin }
    showPage(req, res, { ...page, view: 'api-keys/made', title: 'New API key', locals })
  })

  routes.post(`${path}/:id/revoke`, async (req, res) => {
    parseForm(noFields, req.body)
    const by = { id: res.locals.person?.id ?? '', address: clientOf(req).address }
    const outcome = await revokeKey(deps, { id: req.params.id, by })
    if (outcome === 'unknown') throw new NotFound('There is no such key')
    back(res, revoked[outcome])
  })

  function back(res: Response, flash: Flash): void {
    leaveFlash(cookies, res, flash)
    res.redirect(303, path)
  }

  return routes
}

const revoked = {
  revoked: { kind: 'success', text: 'The key is revoked. Programs that use it are refused from now on.' },
  unchanged: { kind: 'info', text: 'Nothing to do: the key was revoked before.' },
} as const

function showForm(req: Request, res: Response, more: { status?: number; errors?: FieldErrors; values: FieldTexts }) {
  const boxes = scopes.map((scope) => ({ name: boxOf(scope), ...scopeWords[scope] }))
  const locals = { boxes, longestLifeDays }
  showPage(req, res, { ...page, view: 'api-keys/new', title: 'Create an API key', ...more, locals })
}
