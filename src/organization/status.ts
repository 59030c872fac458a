import type { Deps } from '../deps.ts'
import { lastDelivery, pauseUnderWay } from '../mail/queue.ts'
import type { Settings } from './settings.ts'

/** A state in plain words, for the line beside the switch and for the overview. */
export interface Status {
  kind: 'off' | 'on' | 'warning'
  text: string
}

/** The truth about self-service reset, from real deliveries: on, off, or on but unable to work, with the reason. */
export async function resetStatus(deps: Deps, settings: Settings): Promise<Status> {
  if (!settings.system.selfServiceReset) return { kind: 'off', text: 'Off. The sign-in page shows no link.' }
  const mail = await mailStatus(deps, settings)
  if (mail.kind === 'off')
    return { kind: 'warning', text: 'On, but it cannot work until the SMTP server is configured.' }
  return mail.kind === 'warning'
    ? { kind: 'warning', text: `On, but ${mail.text}` }
    : { kind: 'on', text: 'On. The sign-in page shows the link.' }
}

/** Whether mail leaves: from the last real delivery, not from the settings. */
export async function mailStatus({ clock }: Deps, settings: Settings): Promise<Status> {
  if (!settings.smtp) return { kind: 'off', text: 'the SMTP server is not configured.' }
  const [paused, last] = await Promise.all([pauseUnderWay(clock.now()), lastDelivery()])
  const reply = paused?.reason ?? last?.reply ?? ''
  if (paused || last?.ok === false) {
    const since = last && !last.ok ? ` since ${last.at.toISOString().slice(11, 16)} UTC` : ''
    return { kind: 'warning', text: `mail has not worked${since}. The server said: ${reply || 'nothing'}` }
  }
  return {
    kind: 'on',
    text: last ? `the last one left at ${last.at.toISOString().slice(11, 16)} UTC.` : 'none was sent yet.',
  }
}
