import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type RecoverySettings, readSettings, saveRecovery } from '../../src/organization/settings.ts'
import { type Latchkey, useLatchkey } from '../support/latchkey.ts'
import { alice, bob, lastMailTo, linkIn, moveIn, openPerson, proveIfAsked } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { call, named, tokenIn, v09 } from './program.ts'

export const good = 'nine copper kettles in a row'
/** A code that nobody was ever given. */
export const never = 'A'.repeat(43)
export const silent = {
  notifyUserExistence: false,
  notifyRecoveryEmailExistence: false,
  notifyUserAccountStatus: false,
}
export const telling = { notifyUserExistence: true, notifyRecoveryEmailExistence: true, notifyUserAccountStatus: true }

/** Somebody's recovery by program: an administrator, a relay, reset switched on, alice, and bob, who is disabled. */
export interface RecoveryTown {
  latchkey: Latchkey
  smtp: TestSmtpServer
  /** Sets options of the Account Recovery tab, for this test. */
  tell(options: Partial<RecoverySettings>): Promise<void>
  /** Lets the workers finish. */
  idle(): Promise<void>
  /** The key in the mail that alice gets when a program asks for one. */
  mailedKey(): Promise<string>
}

/** Starts that before the tests of a file. Each of them begins with every option off, and after the limits of the one before. */
export function useRecovery(): RecoveryTown {
  const latchkey = useLatchkey()
  let usual: RecoverySettings
  const town: RecoveryTown = {
    latchkey,
    smtp: {} as TestSmtpServer,
    tell: async (options) => saveRecovery({ ...usual, ...options }),
    idle: () => latchkey.deps.background.idle(),
    mailedKey: async () => {
      await call(latchkey, `${v09}/recover-password?notify=true`, named(alice.username))
      await town.idle()
      return tokenIn(linkIn(lastMailTo(town.smtp, alice.email)))
    },
  }

  beforeAll(async () => {
    town.smtp = await startSmtpServer()
    const console = await moveIn(latchkey, town.smtp, [alice, bob])
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    await proveIfAsked(console)
    await town.idle()
    usual = (await readSettings()).recovery
  }, 120_000)

  afterAll(() => town.smtp.close())

  beforeEach(async () => {
    latchkey.clock.advanceMinutes(31)
    await town.tell({})
  })

  return town
}
