import mongoose from 'mongoose'
import { describe, expect, test } from 'vitest'
import '../../src/cli/commands.ts'
import '../../src/start.ts'
import { letDie } from '../../src/cli/let-die.ts'
import { keptCollections, leftOut } from '../../src/database/dump.ts'

describe('what a backup keeps', () => {
  test('was decided for every collection there is', () => {
    const all = Object.values(mongoose.models).map(({ collection }) => collection.collectionName)
    const kept = ['auditHead', 'logos', 'migrations', 'settings', 'templates', 'users', 'apiKeys', 'mails', 'audit']
    expect(keptCollections().sort()).toEqual(kept.sort())
    expect(all.sort()).toEqual([...kept, ...leftOut].sort())
  })

  test('comes back without anything that opened a door', () => {
    const now = new Date()
    const letter = { kind: 'password-reset', sealed: 'v1.box' }
    const person = letDie(
      'users',
      {
        username: 'ada',
        passwordHash: 'x',
        pastPasswords: ['w'],
        forcedReset: { since: now, code: { hash: 'h', expiresAt: now } },
        proof: { digest: 'd' },
        pendingEmail: { digest: 'e' },
        addressUndos: [{ digest: 'u', email: 'ada@example.test' }],
        pastLinks: [],
        events: [
          { id: '1', entry: { at: now }, letter, alerts: [letter, { kind: 'notice', sealed: null }] },
          { id: '2', letter: { kind: 'notice', sealed: null } },
        ],
        parkedEvents: [{ id: '3', event: { id: '3', letter } }],
      },
      now,
    )
    expect(person).toEqual({
      username: 'ada',
      passwordHash: 'x',
      pastPasswords: ['w'],
      forcedReset: { since: now },
      events: [
        { id: '1', entry: { at: now }, alerts: [{ kind: 'notice', sealed: null }] },
        { id: '2', letter: { kind: 'notice', sealed: null } },
      ],
      parkedEvents: [{ id: '3', event: { id: '3' } }],
    })
    const waiting = { state: 'queued', sealed: 'v1.box', leasedUntil: now, to: { address: 'a@b.test' } }
    expect(letDie('mails', waiting, now)).toMatchObject({ state: 'cancelled', sealed: null, endedAt: now })
    expect(letDie('apiKeys', { digest: 'd', revokedAt: null }, now)).toEqual({ digest: 'd', revokedAt: now })
    const notice = { state: 'queued', sealed: null }
    expect(letDie('mails', notice, now)).toEqual(notice)
  })
})
