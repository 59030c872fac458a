import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { render } from '../letters/render.ts'
import type { Template } from '../letters/shipped.ts'
import { isLocked } from '../mail/deliver.ts'
import { takeQuota } from '../security/quota.ts'
import { startDeadline } from '../smtp/deadline.ts'
import { SmtpFault } from '../smtp/fault.ts'
import { displayName } from '../users/names.ts'
import type { User } from '../users/users.ts'
import { savedMailSettings } from './mail-settings.ts'

const sampleMs = 9_500

export type Sample =
  | { outcome: 'sent' }
  | { outcome: 'not-configured' }
  | { outcome: 'too-many' }
  | { outcome: 'failed'; reason: string }

/** Sends one letter worded like this to the person who asks, through the saved relay: once, not through the queue, and five a
 *  minute at most. */
export async function sendSample(
  deps: Deps,
  sample: { template: Template; values: Record<string, string>; language: string; to: User },
): Promise<Sample> {
  const { template, values, language, to } = sample
  const isWithin = await takeQuota({ name: `sample ${to.id}`, limit: 5, windowMs: 60_000, now: deps.clock.now() })
  if (!isWithin) return { outcome: 'too-many' }
  const settings = await savedMailSettings(deps.config)
  if (!settings) return { outcome: 'not-configured' }
  if (isLocked(settings)) return { outcome: 'failed', reason: settings.reason }
  const letter = {
    ...render(template, values, { language, hasLogo: settings.logo !== undefined }),
    messageId: `sample-${randomUUID()}@${new URL(deps.config.publicDoor.origin).hostname}`,
    date: deps.clock.now(),
    from: settings.from,
    replyTo: settings.replyTo,
    logo: settings.logo,
    to: { name: displayName(to), address: to.email },
    language,
  }
  const deadline = startDeadline(sampleMs)
  try {
    await deadline.race(deps.transport.send(settings.server, letter))
    return { outcome: 'sent' }
  } catch (error) {
    if (error instanceof SmtpFault) return { outcome: 'failed', reason: error.reply ?? error.words }
    if ((error as { code?: unknown }).code !== 'ETIMEDOUT') throw error
    return { outcome: 'failed', reason: 'The mail server took longer than ten seconds.' }
  } finally {
    deadline.clear()
  }
}
