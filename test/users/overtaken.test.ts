import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { issueProof } from '../../src/password-reset/reset-tokens.ts'
import { digestToken, newToken } from '../../src/security/tokens.ts'
import { giveAdministration, takeAdministration } from '../../src/users/change-roles.ts'
import { renewInvitation, replaceProof } from '../../src/users/changes.ts'
import { editUser } from '../../src/users/edit.ts'
import { forceReset } from '../../src/users/force-reset.ts'
import { handOutLink } from '../../src/users/hand-out-link.ts'
import { People } from '../../src/users/model.ts'
import { findByIdentifier, findUser, type User } from '../../src/users/users.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const key = { id: '0'.repeat(24), username: 'admin', address: '127.0.0.1', byKey: true }
const by = { ...key, byKey: false }

describe('a link made while its person changes', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'guest', email: 'guest@example.test' })
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  const known = async (name: string) => (await findByIdentifier(name)) as User
  const proofOf = async (userId: string) => (await People.findById(userId).lean())?.proof

  function draft(was: User, purpose: 'reset' | 'invitation' = 'reset') {
    const issuedAt = latchkey.clock.now()
    const expiresAt = new Date(issuedAt.getTime() + 60_000)
    const entry = { at: issuedAt, action: 'test', outcome: 'done' as const, actor: '', subject: was.id, address: '' }
    const proof = { digest: digestToken(newToken()), purpose, issuedAt, expiresAt }
    return { proof, event: { id: randomUUID(), entry } }
  }

  /** What happens between the look at a person and the write. */
  const changes: [string, (user: User) => Promise<unknown>][] = [
    ['is given the role', ({ id: userId }) => giveAdministration(latchkey.deps, { userId, by })],
    ['loses the role', ({ id: userId }) => takeAdministration(latchkey.deps, { userId, by })],
    [
      'gets another address',
      ({ id: userId }) => editUser(latchkey.deps, { userId, by, details: { email: `x${randomUUID()}@new.test` } }),
    ],
  ]

  test.each(changes)('is not mailed to somebody who %s meanwhile', async (_what, act) => {
    const was = await known('alice')
    await act(was)
    const limit = { letters: 3, after: new Date(0) }
    const issued = await issueProof({ was, requestId: randomUUID(), ...draft(was), limit })
    expect([issued, await proofOf(was.id)]).toEqual(['overtaken', undefined])
  })

  test.each(changes)('is not handed out to somebody who %s meanwhile', async (_what, act) => {
    const was = await known('alice')
    await act(was)
    const { id: userId, email, sessionVersion } = was
    const done = await replaceProof({ userId, email, sessionVersion, ...draft(was) })
    expect([done, await proofOf(was.id)]).toEqual([false, undefined])
  })

  test.each(changes)('is no invitation from before where an invited person %s meanwhile', async (_what, act) => {
    const was = await known('guest')
    await act(was)
    const { id: userId, email, sessionVersion } = was
    const { proof, event } = draft(was, 'invitation')
    expect(await renewInvitation({ userId, email, sessionVersion, proof, event })).toBe(false)
    expect((await proofOf(was.id))?.digest).not.toBe(proof.digest)
  })

  describe('by a key', () => {
    let bobs: string
    beforeAll(async () => {
      bobs = (await known('bob')).id
      await giveAdministration(latchkey.deps, { userId: bobs, by })
    })

    test('does not come about, whoever was looked at first, where the person is an administrator by now', async () => {
      expect(await handOutLink(latchkey.deps, { userId: bobs, by: key })).toEqual({ outcome: 'administrator' })
      expect(await proofOf(bobs)).toBeUndefined()
    })

    test('is no code for a required password either', async () => {
      const done = await forceReset(latchkey.deps, { userId: bobs, by: key, way: 'link' })
      expect([done, (await findUser(bobs))?.status]).toEqual([{ outcome: 'administrator' }, 'active'])
    })

    test('and no mail of theirs goes elsewhere', async () => {
      const done = await editUser(latchkey.deps, { userId: bobs, by: key, details: { email: 'mine@example.test' } })
      expect([done, (await findUser(bobs))?.email]).toEqual([{ outcome: 'administrator' }, bob.email])
    })
  })

  test('loses against a promotion at the same moment, every time', async () => {
    const { id: userId } = await known('alice')
    for (let round = 0; round < 20; round++) {
      await takeAdministration(latchkey.deps, { userId, by })
      await Promise.all([
        handOutLink(latchkey.deps, { userId, by: key }),
        giveAdministration(latchkey.deps, { userId, by }),
        handOutLink(latchkey.deps, { userId, by: key }),
      ])
      expect([round, await proofOf(userId)]).toEqual([round, undefined])
    }
  })
})
