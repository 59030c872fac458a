import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { parseForm } from '../web/parse-form.ts'
import { type By, cancelLetter, type Retried, resumeQueue, retryLetter } from './acts.ts'

/** The buttons of the Mail pages: each does one thing, says so, and comes back. */
export function mailActRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.post('/mail/resume', async (req, res) => {
    parseForm(noFields, req.body)
    await resumeQueue(deps, byOf(req, res))
    back(res, '/mail', { kind: 'success', text: 'Waiting letters are tried again now.' })
  })

  routes.post('/mail/:id/retry', async (req, res) => {
    parseForm(noFields, req.body)
    const outcome = await retryLetter(deps, { id: req.params.id, by: byOf(req, res) })
    if (outcome === 'unknown') throw new NotFound('There is no such letter')
    back(res, pathOf(req.params.id), retried[outcome])
  })

  routes.post('/mail/:id/cancel', async (req, res) => {
    parseForm(noFields, req.body)
    const outcome = await cancelLetter(deps, { id: req.params.id, by: byOf(req, res) })
    if (outcome === 'unknown') throw new NotFound('There is no such letter')
    back(res, pathOf(req.params.id), cancelled[outcome])
  })

  function back(res: Response, path: string, flash: Flash): void {
    leaveFlash(cookies, res, flash)
    res.redirect(303, path)
  }

  return routes
}

const retried: Record<Exclude<Retried, 'unknown'>, Flash> = {
  queued: { kind: 'success', text: 'The letter is tried now. Look again in a moment to see what came of it.' },
  sent: { kind: 'info', text: 'Nothing to do: the relay has accepted this letter.' },
  'on-its-way': { kind: 'info', text: 'The letter is on its way right now. Look again in a moment.' },
  expired: { kind: 'error', text: 'It is too late for this letter: what it says is no longer true.' },
  cancelled: { kind: 'error', text: 'This letter was cancelled, so it cannot leave any more.' },
  'link-gone': {
    kind: 'error',
    text: 'It cannot be sent again: its link was erased when it was refused. Send a new mail from the page of the user.',
  },
}

const cancelled: Record<'cancelled' | 'on-its-way' | 'ended', Flash> = {
  cancelled: { kind: 'success', text: 'The letter is cancelled and will not leave.' },
  'on-its-way': { kind: 'error', text: 'The letter is on its way right now and cannot be called back.' },
  ended: { kind: 'info', text: 'Nothing to cancel: this letter no longer waits.' },
}

function byOf(req: Request, res: Response): By {
  return { id: res.locals.person?.id ?? '', address: clientOf(req).address }
}

function pathOf(id: string): string {
  return `/mail/${encodeURIComponent(id)}`
}
