import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import type { Key } from '../languages/en.ts'
import { browserParts } from '../letters/browser-name.ts'
import { liveSessionsOf, type Session } from '../sessions/store.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { type Ended, endSessions } from './end-sessions.ts'
import { endSessionForm } from './forms.ts'
import { whyNotKnown } from './weigh-password.ts'

const path = '/my-account/sessions'

/** Where one is signed in, and how to end that elsewhere. Source: OWASP ASVS 7.5.2. */
export function accountSessionRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => show(req, res, {}))

  routes.post(path, async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(endSessionForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { session, current_password: current } = form.data
    const done = await endSessions(deps, { user, session, current, ...clientOf(req) })
    if (done.outcome === 'wait') res.set('Retry-After', String(done.seconds))
    if (done.outcome === 'wait' || done.outcome === 'wrong-password') {
      const errors = { current_password: whyNotKnown(done) }
      return show(req, res, { values: typed(form.data), errors, status: done.outcome === 'wait' ? 429 : 422 })
    }
    if (done.outcome === 'all-ended') {
      cookies.write(res, 'session', done.cookie)
      cookies.clear(res, 'csrf')
    }
    leaveFlash(cookies, res, { kind: done.outcome === 'gone' ? 'info' : 'success', text: said[done.outcome] })
    res.redirect(303, path)
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values?: FieldTexts },
  ): Promise<void> {
    const user = res.locals.person as User
    const own = res.locals.session?.id
    const limits = settingsOf(res).system.sessionLimits
    const sessions = await liveSessionsOf(user, { now: deps.clock.now(), limits })
    const ownSession = sessions.filter(({ id }) => id === own).map(toRow)
    const others = sessions.filter(({ id }) => id !== own).map(toRow)
    const title = 'account.sessions.title'
    const locals = { username: user.username, ownSession, others }
    showPage(req, res, { view: 'my-account/sessions', layout: 'public', title, ...page, locals })
  }

  return routes
}

const said: Record<Exclude<Ended['outcome'], 'wait' | 'wrong-password'>, Key> = {
  ended: 'account.sessions.ended',
  gone: 'account.sessions.gone',
  'all-ended': 'account.sessions.all-ended',
}

function toRow({ id, door, userAgent, address, startedAt, seenAt }: Session) {
  return { id, isConsole: door === 'admin', device: deviceOf(userAgent), address, startedAt, seenAt }
}

function deviceOf(userAgent: string): { key: Key; values: Record<string, string> } {
  const { browser, system } = browserParts(userAgent)
  if (!browser) return { key: 'account.sessions.unknown-browser', values: {} }
  if (!system) return { key: 'account.sessions.browser', values: { browser } }
  return { key: 'account.sessions.browser-on-system', values: { browser, system } }
}
