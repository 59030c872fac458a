import { answerFault, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { headBody, verificationBody } from './api-forms.ts'
import { startCheck, stateOf, verdictInBrief } from './check-log.ts'
import { latestCheck } from './checks.ts'
import { spell } from './head.ts'
import { newestEntry } from './log.ts'
import { noteHead } from './note-head.ts'

const running = fault(409, 'already-running', 'A check is under way already')
const checkFirst = fault(409, 'check-first', 'Verify the chain first, then note the entry that was found at its end')
const head = { number: 812, hash: '1e'.repeat(32) }

/** The check of the chain by program. */
export function chainOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/verification',
        summary: 'Read what the latest check of the chain found',
        scope: 'audit:read',
        answers: {
          200: {
            description: 'The latest check, or how far the one under way is',
            body: verificationBody,
            examples: [
              {
                state: 'whole',
                found: '812 entries checked',
                started_at: '2026-11-23T09:00:00.000Z',
                started_by: '6650f1c2a4b3d2e1f0a9b8c7',
                finished_at: '2026-11-23T09:00:01.000Z',
                checked: 812,
                up_to: 812,
                head,
              },
            ],
          },
        },
      },
      async ({ res }) => res.json(await verificationNow(deps)),
    ),
    operation(
      {
        method: 'post',
        path: '/verification',
        summary: 'Verify the chain',
        description:
          'Begins a check of the whole log, which goes on beside the requests. Read the verification to see what it finds.',
        scope: 'audit:read',
        answers: { 202: { description: 'The check has begun' }, ...refusals(running) },
      },
      async ({ req, res }) => {
        if (!(await startCheck(deps, callerOf(req)))) return answerFault(res, running)
        res.status(202).end()
      },
    ),
    operation(
      {
        method: 'post',
        path: '/verification/head',
        summary: 'Note the newest entry anew',
        description:
          'For after a lost secret: where the latest check found every entry whole and the note of the newest one under another seal. Name ' +
          'the entry that check ended with. One more check begins.',
        scope: 'administrator',
        body: headBody,
        bodyExamples: [head],
        answers: { 204: { description: 'It is noted, or was so already' }, ...refusals(checkFirst) },
      },
      async ({ req, res, body }) => {
        const outcome = await noteHead(deps, { head: spell(body), by: callerOf(req) })
        if (outcome === 'check-first') return answerFault(res, checkFirst)
        res.status(204).end()
      },
    ),
  ]
}

async function verificationNow({ config }: Deps) {
  const [latest, newest] = await Promise.all([latestCheck(config.secrets), newestEntry()])
  const { startedAt, startedBy, finishedAt, verdict, place, upTo } = latest?.check ?? {}
  return {
    state: latest ? stateOf(latest.check.verdict) : 'never',
    found: verdict ? verdictInBrief(verdict) : null,
    started_at: startedAt?.toISOString() ?? null,
    started_by: startedBy ?? null,
    finished_at: finishedAt?.toISOString() ?? null,
    checked: place?.number ?? 0,
    up_to: upTo ?? 0,
    head: newest && { number: newest._id, hash: newest.hash },
  }
}
