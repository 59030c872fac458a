import { type Request, Router } from 'express'
import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { inWords } from '../letters/letter.ts'
import { isResetOpen } from '../organization/settings.ts'
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
    const isAdministrator = user.roles.includes('administrator')
    const locals = {
      user: toDetails(user),
      sessions: sessions.map((session) => toSession(session, res.locals.session?.id)),
      timeline: moments.map(toLine),
      isSelf,
      can: {
        invite: user.status === 'invited',
        resetMail: resetIsOpen && user.status === 'active',
        link: user.status === 'invited' || (resetIsOpen && user.status === 'active'),
        unlock: user.status === 'active',
        makeAdministrator: !isAdministrator,
        makeUser: isAdministrator && !isSelf,
        disable: !isSelf && user.status !== 'disabled',
        enable: user.status === 'disabled',
      },
      resetIsClosed: !resetIsOpen && user.status === 'active',
    }
    const title = { verbatim: displayName(user) }
    showPage(req, res, { view: 'users/show', layout: 'console', section: 'users', title, locals })
  })

  return routes
}

function toDetails(user: User) {
  const { id, username, email, givenName, familyName, roles, status, createdAt, lastSignInAt } = user
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
