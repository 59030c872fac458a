import type { Handler, Request, Response } from 'express'
import type { Deps } from '../deps.ts'
import { BadRequest, Forbidden } from '../errors.ts'
import { inEnglish } from '../languages/in-english.ts'
import { open, seal } from '../security/secret-box.ts'
import { proveAgain } from '../sign-in/prove-again.ts'
import { sayWait } from '../sign-in/say-wait.ts'
import { clientOf } from '../web/client.ts'
import { showPage } from '../web/page.ts'
import type { Session } from './store.ts'

const recentMs = 10 * 60_000

/** Lets a sensitive act pass where the person showed their password within the last ten minutes. Otherwise it answers with a page
 *  that asks for it and carries the form along, sealed for this session and address; with the right password the act
 *  goes on as if nothing had been asked. `when` names the forms that are sensitive, all where absent. Stands before the route's handler.
 *  Source: OWASP ASVS 7.5.1, 7.5.3. */
export function requireRecentProof(deps: Deps, { when = () => true }: { when?(req: Request): boolean } = {}): Handler {
  return async (req, res, next) => {
    const { session, person: user } = res.locals
    if (!session || !user) throw new Forbidden()
    const { held, current_password: password, ...form } = { ...(req.body as Record<string, unknown> | undefined) }
    if (typeof held !== 'string') {
      if (!when(req) || isRecent(session, deps.clock.now())) return next()
      return ask(req, res, { held: hold(deps, req, { session, form }) })
    }
    const fields = release(deps, req, { session, held })
    if (!fields) throw new BadRequest('This form waited too long. Go back, and send it again')
    const given = { user, sessionId: session.id, password: String(password ?? ''), address: clientOf(req).address }
    const proof = await proveAgain(deps, given)
    if (proof.outcome === 'wait') {
      res.set('Retry-After', String(proof.seconds))
      return ask(req, res, { held, status: 429, error: inEnglish(sayWait(proof.seconds)) })
    }
    if (proof.outcome === 'refused') return ask(req, res, { held, status: 422, error: 'This is not your password' })
    req.body = { ...fields, _csrf: form._csrf }
    next()
  }
}

function isRecent({ provenAt, startedAt }: Session, now: Date): boolean {
  return now.getTime() - (provenAt ?? startedAt).getTime() < recentMs
}

function hold({ config, clock }: Deps, req: Request, { session, form }: { session: Session; form: object }): string {
  const text = JSON.stringify({ until: clock.now().getTime() + recentMs, form })
  return seal(config.secrets, placeOf(req, session), text)
}

function release({ config, clock }: Deps, req: Request, { session, held }: { session: Session; held: string }) {
  const text = open(config.secrets, placeOf(req, session), held)
  if (text === undefined) return undefined
  const { until, form } = JSON.parse(text) as { until: number; form: Record<string, unknown> }
  return until > clock.now().getTime() ? form : undefined
}

function placeOf(req: Request, { id }: Session): string {
  return `held-form:${id}:${req.originalUrl}`
}

function ask(req: Request, res: Response, page: { held: string; status?: number; error?: string }): void {
  showPage(req, res, {
    view: 'sessions/prove-again',
    layout: 'console',
    title: 'Confirm that it is you',
    status: page.status ?? 200,
    ...(page.error !== undefined && { errors: { current_password: page.error } }),
    locals: { action: req.originalUrl, held: page.held },
  })
}
