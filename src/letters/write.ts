import { isDatabaseAway } from '../database/away.ts'
import type { Deps, Letter } from '../deps.ts'
import type { QueuedMail } from '../mail/queue.ts'
import { isBox, open } from '../security/secret-box.ts'
import { readSecretPart, sealedPlace } from './post.ts'
import { render } from './render.ts'
import { templateFor } from './templates.ts'

type WritingDeps = Pick<Deps, 'log'> & { config: Pick<Deps['config'], 'secrets'> }

/** A letter; or none yet, because its sealed part opens under none of our secrets; or none ever, a poison row. */
export type Written = { outcome: 'written'; letter: Letter } | { outcome: 'locked' } | { outcome: 'poison' }

/** The letter of a row. A poison row would never become one: its template, a placeholder or a sealed part that makes sense is
 *  missing, and the log says which. A locked row may, once the secret it was sealed under is back. Throws while the database is away. */
export async function writeLetter(
  deps: WritingDeps,
  row: QueuedMail,
  { from, replyTo, logo }: Pick<Letter, 'from' | 'replyTo' | 'logo'>,
): Promise<Written> {
  const { messageId, to, createdAt } = row
  try {
    const template = await templateFor(row.kind, row.language)
    const language = template?.language ?? row.language
    const secret = secretsOf(deps, row)
    if (secret === 'locked') return { outcome: 'locked' }
    const values = { ...row.placeholders, ...secret }
    const parts = render(template, values, { language, hasLogo: logo !== undefined })
    const letter = { messageId, date: createdAt, from, replyTo, to, ...parts, language, logo }
    return { outcome: 'written', letter }
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    deps.log.error('mail-cannot-be-written', { mail: row._id, kind: row.kind, error })
    return { outcome: 'poison' }
  }
}

function secretsOf({ config }: WritingDeps, row: QueuedMail): Record<string, string> | 'locked' {
  if (row.sealed === null) return {}
  const opened = open(config.secrets, sealedPlace(row._id), row.sealed)
  if (opened === undefined && isBox(row.sealed)) return 'locked'
  const part = opened === undefined ? undefined : readSecretPart(opened)
  if (part === undefined) throw new Error('The sealed part makes no sense')
  return part
}
