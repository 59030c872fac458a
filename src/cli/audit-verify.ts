import { randomUUID } from 'node:crypto'
import { verdictInBrief } from '../audit/check-log.ts'
import { spell } from '../audit/head.ts'
import { appendEntry, newestEntry } from '../audit/log.ts'
import { type Verdict, verifyChain } from '../audit/verify.ts'
import type { Deps } from '../deps.ts'
import { type Answer, commandLine, type DatabaseCommand } from './command.ts'

/** Checks the audit log from the first entry to the last. */
export const auditVerify: DatabaseCommand<null> = {
  says: 'checks the whole audit log for edits, gaps and cuts',
  usage: 'audit verify [--json]',
  options: { json: { type: 'boolean' } },
  read: () => null,
  act: verify,
}

async function verify(deps: Deps): Promise<Answer> {
  const newest = await newestEntry()
  const verdict = await verifyChain({ secrets: deps.config.secrets })
  await record(deps, verdict)
  const isWhole = verdict.outcome === 'whole'
  const head = newest ? spell({ number: newest._id, hash: newest.hash }) : ''
  const found = `The audit log is ${isWhole ? 'whole' : 'not whole'}: ${verdictInBrief(verdict)}.`
  const advice = isWhole
    ? head &&
      `Note this elsewhere, and the console (Audit log › Verify the chain) tells whether it still holds:\n${head}`
    : 'Find out who could write to the database. The console (Audit log › Verify the chain) says more.'
  return { text: `${found}\n${advice}`, data: { ...verdict, newest: head || null }, code: isWhole ? 0 : 1 }
}

function record({ clock }: Deps, verdict: Verdict): Promise<void> {
  return appendEntry({
    id: randomUUID(),
    at: clock.now(),
    action: 'audit.verified',
    outcome: verdict.outcome === 'whole' ? 'done' : 'refused',
    actor: commandLine.id,
    subject: 'audit',
    address: commandLine.address,
    detail: verdictInBrief(verdict),
  })
}
