import { answerFault, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { findUser } from '../users/users.ts'
import { keysBody, madeKeyBody, newKeyBody } from './forms.ts'
import { makeKey, mostKeys } from './make-key.ts'
import { revokeKey } from './revoke-key.ts'
import { type KeyWithOwner, keysWithOwners } from './shown.ts'

const tooMany = fault(409, 'too-many-keys', `${mostKeys} keys are alive already. Revoke those that nobody needs`)
const unknown = fault(404, 'unknown-key', 'There is no such key')

const example = {
  id: '0b1f6a52c3d48e97',
  name: 'nightly report',
  scopes: ['audit:read', 'mail:read'],
  owner: { id: '6650f1c2a4b3d2e1f0a9b8c7', username: 'admin' },
  state: 'good',
  created_at: '2026-11-23T09:00:00.000Z',
  expires_at: '2027-02-21T09:00:00.000Z',
  last_used_at: null,
  revoked_at: null,
}
const exampleKey = `lk_${example.id}_${'x'.repeat(42)}A${'0'.repeat(8)}`

/** Keys by program. No key may do any of it, so that a stolen one cannot make itself a successor. */
export function keyOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'List the API keys',
        description:
          'The newest 500 keys of everybody, newest first; dead ones are listed until 90 days after they expire.',
        scope: 'administrator',
        answers: { 200: { description: 'The keys', body: keysBody, examples: [{ items: [example] }] } },
      },
      async ({ res }) => {
        const now = deps.clock.now()
        res.json({ items: (await keysWithOwners(now)).map(toBody) })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/',
        summary: 'Make an API key',
        description:
          'The key acts in the name of the administrator who asks. It is told in this answer and never again. It ends when it expires or ' +
          'is revoked, and as soon as its owner is disabled, loses the role, gets another password or has all sessions ended.',
        scope: 'administrator',
        body: newKeyBody,
        bodyExamples: [{ name: 'nightly report', scopes: ['audit:read', 'mail:read'], life_days: 90 }],
        answers: {
          201: { description: 'The key was made', body: madeKeyBody, examples: [{ ...example, key: exampleKey }] },
          ...refusals(tooMany),
        },
      },
      async ({ req, res, body: { name, scopes, life_days: lifeDays } }) => {
        const caller = callerOf(req)
        const owner = await findUser(caller.id)
        if (!owner) throw new Error('A caller is somebody')
        const made = await makeKey(deps, { owner, address: caller.address, name, scopes, lifeDays })
        if (made.outcome === 'too-many') return answerFault(res, tooMany)
        const { key, text } = made
        res.location(`${req.baseUrl}/${key.id}`).status(201)
        res.json({ ...toBody({ key, owner, state: 'good' }), key: text })
      },
    ),
    operation(
      {
        method: 'delete',
        path: '/{id}',
        summary: 'Revoke an API key',
        description: 'Whoever made it. Its next call is refused. Revoking it again changes nothing.',
        scope: 'administrator',
        answers: {
          204: { description: 'The key is revoked' },
          ...refusals(unknown),
        },
      },
      async ({ req, res, params: { id = '' } }) => {
        const outcome = await revokeKey(deps, { id, by: callerOf(req) })
        if (outcome === 'unknown') return answerFault(res, unknown)
        res.status(204).end()
      },
    ),
  ]
}

function toBody({ key, owner, state }: KeyWithOwner) {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    owner: { id: key.ownerId, username: owner?.username ?? null },
    state,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  }
}
