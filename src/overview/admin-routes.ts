import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { countWaiting } from '../mail/queue.ts'
import { mailStatus, resetStatus, type Status } from '../organization/status.ts'
import { countUsers } from '../users/users.ts'
import { showPage } from '../web/page.ts'
import { settingsOf } from '../web/settings.ts'

/** The first page of the console: what is left to do, in the order of the guide, and how things are. */
export function overviewRoutes(deps: Deps): Router {
  const routes = Router()
  routes.get('/', async (req, res) => {
    const settings = settingsOf(res)
    const [reset, mail, waiting, users] = await Promise.all([
      resetStatus(deps, settings),
      mailStatus(deps, settings),
      countWaiting(),
      countUsers(),
    ])
    const locals = {
      steps: steps({ smtp: settings.smtp !== undefined, reset: settings.system.selfServiceReset, users }),
      health: [toHealth('Mail', mail), toHealth('Self-Service Password Reset', reset)],
      figures: [
        { label: 'Users', value: String(users) },
        { label: 'Mails waiting', value: String(waiting) },
      ],
    }
    showPage(req, res, { view: 'overview/overview', layout: 'console', section: 'overview', title: 'Overview', locals })
  })
  return routes
}

function steps(done: { smtp: boolean; reset: boolean; users: number }) {
  const all = [
    {
      title: 'Provide the SMTP server configuration',
      text: 'Latchkey sends password resets and invitations through your mail server.',
      done: done.smtp,
      href: '/configuration/organization/smtp',
      action: 'Configure SMTP',
    },
    {
      title: 'Enable Self-Service Password Reset',
      text: 'The sign-in page then offers “Forgot your Password?”.',
      done: done.reset,
      href: '/configuration/organization/system',
      action: 'Open System Configuration',
    },
    {
      title: 'Create a test user',
      text: 'They get an invitation by mail, and you can try the whole journey.',
      done: done.users > 1,
      href: '/users/new',
      action: 'Add user',
    },
  ]
  return all.every((step) => step.done) ? [] : all
}

function toHealth(what: string, status: Status) {
  const states = { on: 'ok', off: 'warning', warning: 'fault' } as const
  return { state: states[status.kind], text: `${what}: ${status.text}` }
}
