import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { People, type Person } from '../../src/users/model.ts'
import { type Latchkey, useLatchkey } from '../support/latchkey.ts'
import { alice as anyAlice, bob as anyBob, moveIn, signIn } from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

/** The people of the cases, whose passwords each file may change. */
export interface Home {
  latchkey: Latchkey
  smtp: TestSmtpServer
  alice: typeof anyAlice
  bob: typeof anyBob
}

/** A product with an administrator, a relay, alice and bob. Every file that uses it ends with what holds after every case: the same
 *  process, no fault of ours in the log, alice signs in with the password she has. */
export function useHome(): Home {
  const latchkey = useLatchkey()
  const home = { latchkey, alice: { ...anyAlice }, bob: { ...anyBob } } as Home
  beforeAll(async () => {
    home.smtp = await startSmtpServer()
    await moveIn(latchkey, home.smtp, [home.alice, home.bob])
  }, 60_000)
  beforeEach(() => latchkey.clock.advanceMinutes(16))
  afterAll(() => home.smtp.close())
  return home
}

/** The last test of a file of cases. */
export function nothingBroke(home: Home): void {
  test('after these cases nothing broke, and alice signs in as ever', async () => {
    const { latchkey, alice } = home
    expect(latchkey.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([])
    latchkey.clock.advanceMinutes(2)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })
}

/** The stored hashes of everybody, by username. */
export async function hashes(): Promise<Record<string, string | undefined>> {
  const people = await People.find({}, { username: 1, passwordHash: 1 }).lean<Person[]>()
  return Object.fromEntries(people.map(({ username, passwordHash }) => [username, passwordHash]))
}

/** The whole record of somebody. */
export async function recordOf(username: string): Promise<Record<string, unknown>> {
  return (await People.findOne({ username }).lean()) as unknown as Record<string, unknown>
}

/** What an answer of the product never holds, whatever was asked. */
export function expectSafe(answer: RawAnswer): void {
  expect(answer.status).toBeLessThan(500)
  expect(answer.body).not.toMatch(/node_modules|\.[tj]s:\d+|at Object\.|MongoServerError|ZodError/)
  for (const name of ['content-security-policy', 'x-content-type-options', 'x-request-id'])
    expect([name, answer.header(name)]).not.toEqual([name, ''])
}

/** A form as its bytes. */
export const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
