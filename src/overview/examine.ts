// A little over 120 lines: one list, one function for each of its lines.

import { verdictInBrief } from '../audit/check-log.ts'
import { latestCheck } from '../audit/checks.ts'
import { readHead } from '../audit/head.ts'
import { findEntry, newestEntry } from '../audit/log.ts'
import { serverTime } from '../database/clock.ts'
import { isDatabaseReady } from '../database/connect.ts'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { oldestWaiting } from '../mail/history.ts'
import { countWaiting } from '../mail/queue.ts'
import { span } from '../mail/words.ts'
import { lockedSecrets } from '../organization/locked-secrets.ts'
import { readSettings, type Settings } from '../organization/settings.ts'
import { mailStatus, resetStatus, type Status } from '../organization/status.ts'
import { countAdministrators } from '../users/usernames.ts'
import { hasFirstAdministrator } from '../users/users.ts'
import { examineDeployment } from './examine-deployment.ts'
import { examineKeys } from './examine-keys.ts'
import { examinePasswords } from './examine-passwords.ts'

/** One thing that was looked at: how it is, and what to do where it is not well. `href` is the page of the console for it. */
export interface Finding {
  what: string
  state: 'ok' | 'warning' | 'fault'
  text: string
  advice?: string | undefined
  href?: string | undefined
}

type Examined = Pick<Deps, 'clock' | 'config'>

const minute = 60_000
const day = 24 * 60 * minute

/** Looks at everything an operator answers for, and says it in plain words, with advice. Changes nothing. Where the database does not
 *  answer only what can be seen without it is said. */
export async function examine(deps: Examined): Promise<Finding[]> {
  if (!(await isDatabaseReady())) {
    const advice = 'Look whether it runs and can be reached. Latchkey goes on by itself as soon as it answers.'
    return [
      { what: 'Database', state: 'fault', text: 'It does not answer.', advice },
      ...examineDeployment(deps.config),
    ]
  }
  const settings = await readSettings()
  const name = deps.config.mongodbUri === undefined ? 'The embedded database' : 'MongoDB'
  const parts = await Promise.all([
    setup(settings),
    mail(deps, settings),
    queue(deps),
    reset(deps, settings),
    administrators(),
    clock(deps),
    auditLog(deps),
    examineKeys(deps),
    examinePasswords(deps.config),
  ])
  return [{ what: 'Database', state: 'ok', text: `${name} answers.` }, ...parts, ...examineDeployment(deps.config)]
}

async function setup({ smtp, system }: Settings): Promise<Finding> {
  const what = 'Setup'
  if (!(await hasFirstAdministrator())) {
    const advice = 'Open the setup link that Latchkey prints when it starts.'
    return { what, state: 'warning', text: 'Nobody is administrator yet.', advice }
  }
  if (smtp && system.selfServiceReset) return { what, state: 'ok', text: 'Complete.' }
  const advice = smtp ? 'Turn on Self-Service Password Reset.' : 'Provide the SMTP server configuration.'
  const href = `/configuration/organization/${smtp ? 'system' : 'smtp'}`
  return { what, state: 'warning', text: 'Not finished.', advice, href }
}

async function mail(deps: Examined, settings: Settings): Promise<Finding> {
  const status = await mailStatus(deps, settings)
  const isLocked = settings.smtp !== undefined && lockedSecrets(deps.config.secrets, settings.smtp) !== undefined
  const advice =
    status.kind === 'off' ? 'Provide the SMTP server configuration.' : 'Test the SMTP server configuration.'
  return { ...said('Mail', status, isLocked ? undefined : advice), href: '/configuration/organization/smtp' }
}

async function reset(deps: Examined, settings: Settings): Promise<Finding> {
  const status = await resetStatus(deps, settings)
  const advice =
    status.kind === 'off' ? 'Turn it on in System Configuration.' : 'Mend mail first; nothing else is missing.'
  const state = status.kind === 'on' ? 'ok' : 'warning'
  return { ...said('Self-Service Password Reset', status, advice), state, href: '/configuration/organization/system' }
}

async function queue({ clock }: Examined): Promise<Finding> {
  const [waiting, oldest] = await Promise.all([countWaiting(), oldestWaiting()])
  const what = 'Mail queue'
  if (!oldest) return { what, state: 'ok', text: 'No letter waits.', href: '/mail' }
  const age = clock.now().getTime() - oldest.createdAt.getTime()
  const letters = waiting === 1 ? '1 letter waits' : `${waiting} letters wait`
  const text = `${letters}, the oldest ${age < 1000 ? 'queued just now' : `for ${span(age)}`}.`
  const state = age > 60 * minute ? 'fault' : age > 10 * minute ? 'warning' : 'ok'
  return { what, state, text, href: '/mail?state=queued', advice: 'The queue says what the server answers.' }
}

async function administrators(): Promise<Finding> {
  const [what, count] = ['Administrators', await countAdministrators()]
  if (count > 1) return { what, state: 'ok', text: `${count} can sign in.`, href: '/users' }
  const advice = 'Give a second person the role, so that nobody is shut out when one is away.'
  return { what, state: 'warning', text: `${count === 1 ? 'Only one' : 'Nobody'} can sign in.`, advice, href: '/users' }
}

async function clock({ clock, config }: Examined): Promise<Finding> {
  const now = clock.now()
  const [theirs, newest] = await Promise.all([config.mongodbUri ? serverTime() : undefined, newestEntry()])
  const apart = theirs ? Math.abs(theirs.getTime() - now.getTime()) : 0
  const advice = 'Let this machine keep time by NTP: links expire by its clock.'
  const what = 'Clock'
  if (newest && newest.at.getTime() - now.getTime() > minute)
    return { what, state: 'fault', text: `It is behind: the audit log already holds ${inWords(newest.at)}.`, advice }
  if (apart > 5000) return { what, state: 'warning', text: `It differs from the database’s by ${span(apart)}.`, advice }
  return { what, state: 'ok', text: `It says ${inWords(now)}.` }
}

async function auditLog({ clock, config }: Examined): Promise<Finding> {
  const at = { what: 'Audit log', href: '/audit/chain' }
  const [latest, head, first] = await Promise.all([latestCheck(config.secrets), readHead(config.secrets), findEntry(1)])
  const verdict = latest?.check.verdict
  if (verdict && verdict.outcome !== 'whole')
    return {
      ...at,
      state: 'fault',
      text: `Damaged: ${verdictInBrief(verdict)}.`,
      advice: 'Find out who could write to the database.',
    }
  const kept = typeof head === 'object' ? await findEntry(head.number) : undefined
  if (head === 'forged' || (typeof head === 'object' && kept?.hash !== head.hash)) {
    const text = 'Its newest entries do not agree with the note kept of them.'
    return { ...at, state: 'fault', text, advice: 'Verify the chain.' }
  }
  const since = latest?.check.finishedAt ?? first?.at ?? clock.now()
  const isOld = clock.now().getTime() - since.getTime() > 30 * day
  const text = latest?.check.finishedAt ? `Found whole ${inWords(latest.check.finishedAt)}.` : 'Not verified yet.'
  return isOld ? { ...at, state: 'warning', text, advice: 'Verify the chain.' } : { ...at, state: 'ok', text }
}

function said(what: string, { kind, text }: Status, advice: string | undefined): Finding {
  const states = { on: 'ok', off: 'warning', warning: 'fault' } as const
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return { what, state: states[kind], text: sentence, advice: kind === 'on' ? undefined : advice }
}
