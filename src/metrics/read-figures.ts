import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { oldestWaiting } from '../mail/history.ts'
import { countInTrouble, countWaiting, standing } from '../mail/queue.ts'
import { isResetOpen, readSettings } from '../organization/settings.ts'
import { readEver } from '../overview/day-figures.ts'
import type { Figure as Counted } from '../overview/tally.ts'
import { hashFigures } from '../security/passwords.ts'
import type { Figure } from './instruments.ts'

/** What is read for one answer: the hash pool of this process, and the figures of the house, which are the same in every process and
 *  survive a restart. Where the database goes away meanwhile it says that, and nothing of the house. */
export async function readFigures(deps: Pick<Deps, 'clock'>): Promise<Figure[]> {
  try {
    return [databaseUp(1), ...hashPool(), ...(await houseFigures(deps))]
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    return figuresWithoutDatabase()
  }
}

/** The same where the database does not answer. */
export function figuresWithoutDatabase(): Figure[] {
  return [databaseUp(0), ...hashPool()]
}

async function houseFigures({ clock }: Pick<Deps, 'clock'>): Promise<Figure[]> {
  const now = clock.now()
  const [ever, waiting, inTrouble, oldest, queue, settings] = await Promise.all([
    readEver(),
    countWaiting(),
    countInTrouble(),
    oldestWaiting(),
    standing(now),
    readSettings(),
  ])
  const since = (at: Date | null | undefined) => (at ? Math.max(0, now.getTime() - at.getTime()) / 1000 : 0)
  const of = (figure: Counted) => ever[figure] ?? 0
  const sent = Object.values(ever.delays ?? {}).reduce((sum, count) => sum + count, 0)
  return [
    {
      name: 'latchkey_password_resets_total',
      help: 'Password resets of the house, by how far they came.',
      type: 'counter',
      values: [
        { labels: { step: 'asked' }, value: of('requested') },
        { labels: { step: 'refused' }, value: of('unmailed') },
        { labels: { step: 'mailed' }, value: of('mailed') },
        { labels: { step: 'opened' }, value: of('opened') },
        { labels: { step: 'completed' }, value: of('completed') },
        { labels: { step: 'not-me' }, value: of('reported') },
      ],
    },
    {
      name: 'latchkey_sign_ins_total',
      help: 'Sign-ins of the house at both doors, by how they ended.',
      type: 'counter',
      values: [
        { labels: { outcome: 'done' }, value: of('signedIn') },
        { labels: { outcome: 'refused' }, value: of('refused') },
      ],
    },
    {
      name: 'latchkey_mails_sent_total',
      help: 'Letters of the house that the relay accepted.',
      type: 'counter',
      values: [{ value: sent }],
    },
    gauge('latchkey_mail_queue_letters', 'Letters that wait.', waiting),
    gauge('latchkey_mail_queue_letters_in_trouble', 'Letters that wait after the relay failed them.', inTrouble),
    gauge('latchkey_mail_queue_oldest_seconds', 'How long the oldest letter has waited.', since(oldest?.createdAt)),
    gauge('latchkey_mail_queue_paused', 'Whether the queue stands still until somebody mends mail.', +!!queue.pause),
    gauge('latchkey_mail_relay_away_seconds', 'How long the relay has been away.', since(queue.relayAwaySince)),
    gauge('latchkey_password_reset_open', 'Whether self-service password reset is on.', +isResetOpen(settings)),
  ]
}

function hashPool(): Figure[] {
  const { running, waiting, refused } = hashFigures()
  const help = 'Requests refused at the door because too many passwords waited already.'
  return [
    gauge('latchkey_hashes_running', 'Passwords being hashed or weighed.', running),
    gauge('latchkey_hashes_waiting', 'Passwords that wait for their turn.', waiting),
    { name: 'latchkey_hash_refusals_total', help, type: 'counter', values: [{ value: refused }] },
  ]
}

function databaseUp(value: 0 | 1): Figure {
  return gauge('latchkey_database_up', 'Whether the database answers.', value)
}

function gauge(name: string, help: string, value: number): Figure {
  return { name, help, type: 'gauge', values: [{ value }] }
}
