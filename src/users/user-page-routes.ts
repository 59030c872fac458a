import { type Request, Router } from 'express'
import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { inWords } from '../letters/letter.ts'
import { isResetOpen, type Settings } from '../organization/settings.ts'
import { liveSessionsOf, type Session } from '../sessions/store.ts'
import { showPage } from '../web/page.ts'
import { settingsOf } from '../web/settings.ts'
import { knownUser } from './act-routes.ts'
import { displayName } from './names.ts'
import { type Moment, timelineOf } from './timeline.ts'
import type { User } from './users.ts'

/** The page of one user: who it is, where their mail is, where they are signed in, and what can be done. */
export function userPageRoutes(deps: Deps): Router {
  const routes = Router()

  routes.get('/users/:id', async (req: Request<{ id: string }>, res) => {
    const user = await knownUser(req.params.id)
    const now = deps.clock.now()
    const settings = settingsOf(res)
    const { sessionLimits: limits } = settings.system
    const [sessions, moments] = await Promise.all([liveSessionsOf(user, { now, limits }), timelineOf(user.id, now)])
    const resetIsOpen = isResetOpen(settings)
    const isSelf = user.id === res.locals.person?.id
    const hasPassword = user.status === 'active' || user.status === 'reset-required'
    const isAdministrator = user.roles.includes('administrator')
    const locals = {
      user: toDetails(user),
      sessions: sessions.map((session) => toSession(session, res.locals.session?.id)),
      timeline: moments.map(toLine),
      isSelf,
      can: {
        invite: user.status === 'invited',
        resetMail: resetIsOpen && hasPassword,
        link: user.status === 'invited' || (resetIsOpen && hasPassword),
        unlock: hasPassword,
        force: hasPassword && !isSelf ? waysNow(settings) : undefined,
        makeAdministrator: !isAdministrator,
        makeUser: isAdministrator && !isSelf,
        disable: !isSelf && user.status !== 'disabled',
        enable: user.status === 'disabled',
      },
      resetIsClosed: !resetIsOpen && hasPassword,
    }
    const title = { verbatim: displayName(user) }
    showPage(req, res, { view: 'users/show', layout: 'console', section: 'users', title, locals })
  })

  return routes
}

/** The ways to require a new password that are switched on and can work now; undefined where there is none. */
function waysNow(settings: Settings) {
  const { link, code, offlineCode } = settings.recovery.forcedReset
  const mayMail = isResetOpen(settings)
  const ways = { link: link && mayMail, code: code && mayMail, offlineCode }
  return Object.values(ways).some(Boolean) ? ways : undefined
}

function toDetails(user: User) {
  const { id, username, email, givenName, familyName, roles, status, createdAt, lastSignInAt, forcedReset } = user
  return {
    id,
    username,
    usernameInUrl: encodeURIComponent(username),
    email,
    fullName: `${givenName} ${familyName}`.trim(),
    roles,
    status,
    displayName: displayName(user),
    createdAt: inWords(createdAt),
    forcedSince: forcedReset && inWords(forcedReset.since),
    lastSignIn: lastSignInAt ? inWords(lastSignInAt) : 'Never',
  }
}

function toSession(session: Session, own: string | undefined) {
  const { id, door, userAgent, address, startedAt, seenAt } = session
  return {
    id,
    door: door === 'admin' ? 'Console' : 'My Account',
    device: sentence(browserName(userAgent)),
    address,
    startedAt: inWords(startedAt),
    seenAt: inWords(seenAt),
    isOwn: id === own,
  }
}

function toLine({ at, by, address, ...rest }: Moment) {
  const source = [by && `by ${by}`, address && `from ${address}`].filter(Boolean).join(', ')
  return { ...rest, at: inWords(at), source }
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
