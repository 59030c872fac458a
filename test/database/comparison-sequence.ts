import assert from 'node:assert/strict'
import { differsOnTheServer, forgiven } from './comparison-known.ts'
import type { Sequence } from './comparison-operations.ts'
import { contents, type Outcome, perform, type Side } from './comparison-sides.ts'

/** Where a sequence runs: the same lane of both databases. */
export interface Place {
  file: Side
  mongo: Side
  lane: number
}

/** Carries a sequence out on both sides, from empty collections on; throws at the first answer, order, error or stored
 *  document that differs otherwise than comparison-known.ts allows. */
export async function compare({ file, mongo, lane }: Place, { indexes, docs, operations }: Sequence): Promise<void> {
  const [ours, theirs] = [file, mongo].map((side) => side.lanes[lane]?.[indexes])
  if (!ours || !theirs) throw new Error('no such collection')
  await Promise.all([ours.deleteMany({}), theirs.deleteMany({})])
  const filling = { call: 'insertMany', given: [docs, { ordered: false }] }
  for (const operation of docs.length > 0 ? [filling, ...operations] : operations) {
    if (differsOnTheServer(operation)) continue
    const both: Promise<Outcome>[] = [perform(ours, operation), perform(theirs, operation)]
    const [here, there] = (await Promise.all(both)) as [Outcome, Outcome]
    if (forgiven(operation, here, there)) return
    assert.deepEqual(seen(here), seen(there), told(here, there))
    // Which documents a failed updateMany had reached depends on the order in which the database walks.
    if (operation.call === 'updateMany' && 'error' in here) return
  }
  assert.deepEqual(await contents(ours), await contents(theirs), 'the stored documents differ')
}

function seen(outcome: Outcome): unknown {
  if (!('error' in outcome)) return outcome
  const { message, ...rest } = outcome
  return rest
}

function told(...outcomes: Outcome[]): string {
  return outcomes
    .map((outcome) => ('error' in outcome ? `${outcome.error}: ${outcome.message}` : 'an answer'))
    .join(' / ')
}
