import { verdictInBrief } from '../audit/check-log.ts'
import { moveHead, readHead } from '../audit/head.ts'
import { verifyChain } from '../audit/verify.ts'
import { emptyDatabase } from '../database/load.ts'
import { prepareData } from '../database/prepare.ts'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { lockedSecrets } from '../organization/locked-secrets.ts'
import { readSettings } from '../organization/settings.ts'
import type { Answer } from './command.ts'
import { letDie } from './let-die.ts'
import { loadBackup } from './load-backup.ts'
import type { BackupHeader } from './read-backup.ts'
import { recordBackup } from './record-backup.ts'

/** Puts a backup in the place of everything in the database, checks the audit log that came with it and tells it of the restore. Says
 *  what does not work under the present SECRETS. */
export async function fillFromBackup(
  deps: Deps,
  { wish: { file }, header }: { wish: { file: string }; header: BackupHeader },
): Promise<Answer> {
  await emptyDatabase()
  const now = deps.clock.now()
  const documents = await loadBackup(file, (collection, doc) => letDie(collection, doc, now))
  await prepareData(deps.clock.now())
  const verdict = await verifyChain({ secrets: deps.config.secrets })
  const detail = `backup of ${inWords(new Date(header.madeAt))}`
  await recordBackup(deps, { action: 'data.restored', detail })
  await moveHead(deps)
  const isWhole = verdict.outcome === 'whole'
  const lines = [
    `Restored ${documents.toLocaleString('en')} records: the ${detail}.`,
    'Everybody signs in anew; links, invitations and codes from before are dead.',
    ...(isWhole ? [] : [`The audit log that came with it is not whole: ${verdictInBrief(verdict)}.`]),
    ...(await notOpened(deps)),
  ]
  return { text: lines.join('\n'), code: isWhole ? 0 : 1 }
}

/** What was sealed under other secrets. */
async function notOpened({ config: { secrets } }: Deps): Promise<string[]> {
  const { smtp } = await readSettings()
  const locked = smtp && lockedSecrets(secrets, smtp)
  const isForeign = (await readHead(secrets)) === 'forged'
  const advice =
    'The backup was made under other SECRETS. Bring those back (SECRETS, or the file “secrets” in DATA_DIR).'
  return [...(locked ? [locked] : []), ...(isForeign || locked ? [advice] : [])]
}
