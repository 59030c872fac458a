import { moveHead } from '../audit/head.ts'
import { type Digest, digestDatabase, summing } from '../database/digest.ts'
import { allCollections, dataVersions, dumpLines } from '../database/dump.ts'
import { createLastingIndexes } from '../database/indexes.ts'
import { dropCollections } from '../database/load.ts'
import { steps } from '../database/migrations/steps.ts'
import { prepareData } from '../database/prepare.ts'
import { beginRestoring, endRestoring } from '../database/restoring.ts'
import type { Deps } from '../deps.ts'
import { type Answer, refusal } from './command.ts'
import { loadBackup } from './load-backup.ts'
import { recordBackup } from './record-backup.ts'
import { writeBackup } from './write-backup.ts'

/** Writes everything in the database into a file and says what it adds up to. The log tells of the move on both sides: its entry goes
 *  along. Refuses data of a newer version. */
export async function takeEverything(deps: Deps, { file, to }: { file: string; to: string }): Promise<Digest | Answer> {
  const newest = steps.at(-1)?.version ?? 0
  if ((await dataVersions()).some((version) => version > newest))
    return refusal('The data was written by a newer Latchkey. Move it with that version.')
  await recordBackup(deps, { action: 'data.move-begun', detail: `to ${to}` })
  await moveHead(deps)
  const { lines, digest } = summing(dumpLines(allCollections()))
  await writeBackup(deps, file, lines)
  return digest()
}

/** Fills the database with what was taken; nothing else is left in it. Until everything was read back and found equal it is marked as one
 *  that holds a part, and no server starts on it. Refuses where it is not equal, undefined where all is well. */
export async function fillWithEverything(
  { clock }: Deps,
  { file, taken }: { file: string; taken: Digest },
): Promise<Answer | undefined> {
  await beginRestoring(clock.now())
  await dropCollections()
  await createLastingIndexes()
  await loadBackup(file)
  const found = await digestDatabase()
  if (found.hex !== taken.hex || found.documents !== taken.documents)
    return refusal(
      `${found.documents} records arrived with the digest ${found.hex}; ${taken.documents} left with ${taken.hex}. The old database is as it was; the new one is not used.`,
    )
  await prepareData(clock.now())
  await endRestoring()
  return undefined
}
