import type { Deps } from '../deps.ts'
import { lastFailureAt } from '../mail/history.ts'
import { lastDelivery, pauseUnderWay } from '../mail/queue.ts'
import { lockedSecrets } from './locked-secrets.ts'
import type { Settings } from './settings.ts'

/** A state in plain words, for the line beside the switch, the overview and the probes. */
export interface Status {
  kind: 'off' | 'on' | 'warning'
  text: string
}

type Watch = Pick<Deps, 'clock'> & { config: Pick<Deps['config'], 'secrets'> }

/** The truth about self-service reset, from real deliveries: on, off, or on but unable to work, with the reason. */
export async function resetStatus(deps: Watch, settings: Settings): Promise<Status> {
  if (!settings.system.selfServiceReset) return { kind: 'off', text: 'Off. The sign-in page shows no link.' }
  const mail = await mailStatus(deps, settings)
  if (mail.kind === 'off')
    return {
      kind: 'warning',
      text: 'On, but it cannot work until the SMTP server is configured. The sign-in page shows no link until then.',
    }
  return mail.kind === 'warning'
    ? { kind: 'warning', text: `On, but ${mail.text}` }
    : { kind: 'on', text: 'On. The sign-in page shows the link.' }
}

/** Whether mail leaves: from the last real delivery, or from a test of the saved values where that came later; never from the
 *  settings alone, unless their secrets do not open. */
export async function mailStatus({ clock, config }: Watch, settings: Settings): Promise<Status> {
  if (!settings.smtp) return { kind: 'off', text: 'the SMTP server is not configured.' }
  const locked = lockedSecrets(config.secrets, settings.smtp)
  if (locked) return { kind: 'warning', text: `mail cannot leave. ${locked}` }
  const now = clock.now()
  const [paused, last] = await Promise.all([pauseUnderWay(now), lastDelivery()])
  if (!paused && last?.ok !== false)
    return { kind: 'on', text: last ? `the last one left at ${moment(last.at, now)}.` : 'none was sent yet.' }
  const { testedAt } = settings.smtp
  const failedAt = await lastFailureAt()
  if (!paused && testedAt && failedAt && testedAt > failedAt)
    return { kind: 'on', text: `a test at ${moment(testedAt, now)} succeeded; none was sent since.` }
  const since = last?.ok === false ? ` since ${moment(last.at, now)}` : ''
  const reply = paused?.reason || (last?.ok === false && last.reply) || 'The server said nothing.'
  // Where the server was never reached, the words are ours.
  const said = /^\d{3}[ -]/.test(reply) ? `The server said: ${reply}` : reply
  return { kind: 'warning', text: `mail has not worked${since}. ${said}` }
}

/** The time of day in UTC, with the date where that is another day. */
function moment(at: Date, now: Date): string {
  const [day, time] = [at.toISOString().slice(0, 10), at.toISOString().slice(11, 16)]
  return day === now.toISOString().slice(0, 10) ? `${time} UTC` : `${day} ${time} UTC`
}
