import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import type { Letter } from '../../src/deps.ts'
import { deliverNext } from '../../src/mail/deliver.ts'
import { deliverySource } from '../../src/organization/mail-settings.ts'
import { readSettings, type SmtpSettings, saveSmtp } from '../../src/organization/settings.ts'
import { updateSystem } from '../../src/organization/update-system.ts'
import { sendReset } from '../../src/password-reset/send-reset.ts'
import { hashPassword, preparePasswords } from '../../src/security/passwords.ts'
import { longestLimits } from '../../src/sessions/store.ts'
import { tellEvent } from '../../src/users/tell-event.ts'
import { createUser, newUserId } from '../../src/users/users.ts'
import { type Visitor, visit } from '../faults/visitor.ts'
import { startLatchkey } from '../support/start-latchkey.ts'

/** The product for one step order after another: its mails are caught as they leave, its limits are out of the way. */
export interface House {
  /** Somebody new, with this password. */
  moveIn(password: string): Promise<{ username: string; email: string }>
  visitor(): Visitor
  /** Lets the workers finish, and gives the letters that left meanwhile. */
  work(): Promise<Letter[]>
  switchReset(on: boolean): Promise<void>
  advanceSeconds(seconds: number): void
  now(): number
  forgetTries(): Promise<void>
  close(): Promise<void>
}

/** Opens the house. Hashes are cheap here: what is looked for is the order of things. */
export async function openHouse(): Promise<House> {
  preparePasswords({ cost: { memoryKib: 64, passes: 1, lanes: 1 }, peppers: [], atOnce: 2, waiting: 1000 })
  const latchkey = await startLatchkey()
  const { deps, clock } = latchkey
  const letters: Letter[] = []
  const send = async (_server: unknown, letter: Letter) => {
    letters.push(letter)
    return { reply: '250 caught' }
  }
  deps.transport = { ...deps.transport, send }
  const smtp = { host: '127.0.0.1', port: 25, protection: 'None', authentication: 'none', trust: 'system' }
  const empty = { userName: '', tokenEndpoint: '', clientId: '', scope: '', replyTo: '', heloName: '' }
  const from = { fromName: 'House', fromEmail: 'house@example.test', caCertificate: '', certificateFingerprint: '' }
  await saveSmtp({ ...smtp, ...empty, ...from } as SmtpSettings)
  const source = deliverySource(deps)
  const port = Number(new URL(latchkey.publicUrl).port)
  const resetLimits = { perPerson: 1000, perClient: 1_000_000, everyone: 1_000_000 }
  let people = 0
  return {
    visitor: () => visit(deps.config.publicDoor.origin, () => port),
    advanceSeconds: (seconds) => clock.advanceSeconds(seconds),
    now: () => clock.now().getTime(),
    close: () => latchkey.close(),
    forgetTries: async () => void (await mongoose.connection.collection('attempts').deleteMany({})),
    async moveIn(password) {
      const username = `person-${people++}`
      const person = { username, email: `${username}@example.test` }
      const [id, createdAt] = [newUserId(), clock.now()]
      const told = {
        at: createdAt,
        action: 'user.created',
        outcome: 'done' as const,
        actor: id,
        subject: id,
        address: '',
      }
      const names = { givenName: '', familyName: '', roles: [], status: 'active' as const, language: 'en' }
      const passwordHash = await hashPassword(password)
      await createUser({ ...person, ...names, id, createdAt, passwordHash, event: { id: randomUUID(), entry: told } })
      return person
    },
    async work() {
      letters.length = 0
      for (let busy = true; busy; )
        busy = (await sendReset(deps)) || (await tellEvent(deps)) || (await deliverNext(deps, source))
      return [...letters]
    },
    async switchReset(on) {
      const { system } = await readSettings()
      const { resetOpenSince: _, ...values } = {
        ...system,
        proofLimits: { ...system.proofLimits, isOn: false },
        resetLimits,
        sessionLimits: longestLimits,
        selfServiceReset: on,
      }
      await updateSystem(deps, { values, by: 'fuzz', address: '' })
    },
  }
}
