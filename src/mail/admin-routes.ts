import { type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { inWords } from '../letters/letter.ts'
import { mailStatus } from '../organization/status.ts'
import { findUser } from '../users/users.ts'
import type { Cookies } from '../web/cookies.ts'
import { edges, withQuery } from '../web/edges.ts'
import { showPage } from '../web/page.ts'
import { settingsOf } from '../web/settings.ts'
import { mailActRoutes } from './act-routes.ts'
import { mailSearch } from './forms.ts'
import { findLetter, pageOfMail } from './history.ts'
import { toLetter, toRow } from './letter-page.ts'
import { countWaiting, standing } from './queue.ts'
import { kinds, states } from './words.ts'

const pageSize = 25
/** So many letters are looked at for one page when several conditions are asked for at once. */
const mostLookedAt = 800

/** Mail in the console: the queue and its history, one letter, and what can be done about it. */
export function mailRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.use(mailActRoutes(deps, cookies))

  routes.get('/mail', async (req, res) => {
    const { older, newer, ...search } = mailSearch.parse(req.query)
    const now = deps.clock.now()
    const asked = { older, newer, limit: pageSize, most: mostLookedAt }
    const [page, waiting, trouble] = await Promise.all([
      pageOfMail({ ...search, recipient: search.recipient || undefined }, asked),
      countWaiting(),
      troubleNow(res),
    ])
    const isFiltered = Object.values(search).some((value) => value)
    if (page.found.length === 0 && page.more === 'nothing' && (older || newer))
      return res.redirect(303, withQuery('/mail', search))
    const values = { state: search.state ?? '', kind: search.kind ?? '', recipient: search.recipient }
    const locals = {
      letters: page.found.map((letter) => toRow(letter, now)),
      waiting: waiting === 1 ? '1 letter waits' : `${waiting} letters wait`,
      trouble,
      isFiltered,
      looked: page.more === 'unknown' ? mostLookedAt.toLocaleString('en') : undefined,
      stateOptions: options('Any', states),
      kindOptions: options('Any', kinds),
      ...edges(page, { older, newer }, (edge) => withQuery('/mail', { ...search, ...edge })),
    }
    showPage(req, res, { view: 'mail-log/list', layout: 'console', section: 'mail', title: 'Mail', values, locals })
  })

  routes.get('/mail/:id', async (req, res) => {
    const letter = await findLetter(req.params.id)
    if (!letter) throw new NotFound('There is no such letter')
    const [person, trouble] = await Promise.all([findUser(letter.userId), troubleNow(res)])
    const locals = { letter: toLetter(letter, { now: deps.clock.now(), username: person?.username }), trouble }
    const title = locals.letter.kind
    showPage(req, res, { view: 'mail-log/letter', layout: 'console', section: 'mail', title, locals })
  })

  /** What keeps all mail from leaving, if anything does. */
  async function troubleNow(res: Response) {
    const [{ pause }, mail] = await Promise.all([standing(deps.clock.now()), mailStatus(deps, settingsOf(res))])
    if (mail.kind === 'on') return undefined
    const text = `${mail.text.charAt(0).toUpperCase()}${mail.text.slice(1)}`
    return { text, isSetUp: mail.kind === 'warning', nextTry: pause && inWords(pause.until) }
  }

  return routes
}

function options(any: string, words: Record<string, string>) {
  return [{ value: '', text: any }, ...Object.entries(words).map(([value, text]) => ({ value, text }))]
}
