import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { usernamesOf } from '../users/usernames.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { startCheck, stateOf, verdictInBrief } from './check-log.ts'
import { type Check, latestCheck } from './checks.ts'
import { headForm, noteForm } from './forms.ts'
import { readHead, readSpelling, spell } from './head.ts'
import { findEntry, newestEntry } from './log.ts'
import { notable, noteHead } from './note-head.ts'

/** The check of the chain: begun by a button, followed on its page, and the head to be noted elsewhere. */
export function chainRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  const { secrets } = deps.config

  routes.get('/audit/chain', async (req, res) => {
    const { noted } = headForm.parse(req.query)
    const [latest, kept, newest] = await Promise.all([latestCheck(secrets), readHead(secrets), newestEntry()])
    const place = kept === 'forged' ? notable(latest?.check) : undefined
    const locals = {
      check: latest && (await toCheck(latest.check)),
      head: newest && spell({ number: newest._id, hash: newest.hash }),
      total: (newest?._id ?? 0).toLocaleString('en'),
      kept: typeof kept === 'string' ? kept : 'ours',
      guardedSince:
        typeof kept === 'object' && kept.since > 1 ? { number: kept.since, at: inWords(kept.sinceAt) } : undefined,
      notable: place && { ...place, spelled: spell(place) },
      comparison: noted === '' ? undefined : await compare(noted),
    }
    const title = 'Verify the chain'
    showPage(req, res, { view: 'audit/chain', layout: 'console', section: 'audit', title, values: { noted }, locals })
  })

  routes.post('/audit/chain', async (req, res) => {
    parseForm(noFields, req.body)
    const by = { id: res.locals.person?.id ?? '', address: clientOf(req).address }
    if (!(await startCheck(deps, by))) leaveFlash(cookies, res, { kind: 'info', text: 'A check is under way already.' })
    res.redirect(303, '/audit/chain')
  })

  routes.post('/audit/chain/head', requireRecentProof(deps), async (req, res) => {
    const form = parseForm(noteForm, req.body)
    const by = { id: res.locals.person?.id ?? '', address: clientOf(req).address }
    const outcome = form.ok ? await noteHead(deps, { head: form.data.head, by }) : 'check-first'
    leaveFlash(cookies, res, flashes[outcome])
    res.redirect(303, '/audit/chain')
  })

  return routes
}

const flashes = {
  noted: { kind: 'success', text: 'Noted anew. The end of the log is guarded again; one more check has begun.' },
  'not-needed': { kind: 'info', text: 'Nothing to note: the newest entry is guarded already.' },
  'check-first': { kind: 'error', text: 'Nothing was noted: verify the chain first, then note what was found.' },
} as const

async function toCheck(check: Check) {
  const { startedAt, startedBy, finishedAt, verdict, place, upTo } = check
  const names = await usernamesOf([startedBy])
  const found = verdict ? verdictInBrief(verdict) : ''
  const percent = upTo === 0 ? 100 : Math.floor((100 * Math.min(place.number, upTo)) / upTo)
  return {
    state: stateOf(verdict),
    text: `${found.charAt(0).toUpperCase()}${found.slice(1)}`,
    startedAt: inWords(startedAt),
    startedBy: names.get(startedBy) ?? startedBy,
    finishedAt: finishedAt ? inWords(finishedAt) : '',
    checked: place.number.toLocaleString('en'),
    upTo: upTo.toLocaleString('en'),
    percent,
  }
}

/** Whether the log still holds the entry somebody noted down. */
async function compare(noted: string): Promise<{ ok: boolean; text: string }> {
  const head = readSpelling(noted)
  if (!head) return { ok: false, text: 'This is not a note of an entry: a number, a colon and 64 letters and digits.' }
  const entry = await findEntry(head.number)
  if (entry?.hash === head.hash) return { ok: true, text: `Entry ${head.number} is still the one you noted.` }
  return {
    ok: false,
    text: entry
      ? `Entry ${head.number} is not the one you noted: the log was changed.`
      : `Entry ${head.number} is gone.`,
  }
}
