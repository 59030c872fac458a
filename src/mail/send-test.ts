import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { startDeadline } from './deadline.ts'
import type { MailSettings } from './deliver.ts'
import { inWords } from './letter.ts'
import { render } from './render.ts'
import { SmtpFault } from './smtp-fault.ts'

const testMs = 9_500

export type TestOutcome =
  | { outcome: 'succeeded'; reply: string }
  | { outcome: 'failed'; reason: string; advice: string }

/** What is tried, where the mail goes, and what the letter says about who asked. */
export interface TestRequest {
  settings: MailSettings
  to: { name: string; address: string }
  askedBy: string
  organizationName: string
  supportContact: string
  language: string
}

/** Sends one real mail with the settings given, saved or not, and says how the relay took it. Ends within 10 s whatever the peer
 *  does, nothing is stored and nothing is tried again. */
export async function sendTest(deps: Pick<Deps, 'clock' | 'transport'>, request: TestRequest): Promise<TestOutcome> {
  const { settings, to, askedBy, organizationName, supportContact, language } = request
  const now = deps.clock.now()
  const placeholders = {
    subject: 'SMTP Server Configuration Verification',
    organizationName,
    supportContact,
    displayName: to.name,
    askedBy,
    askedAt: inWords(now),
    server: `${settings.server.host} port ${settings.server.port}, ${settings.server.protection}`,
  }
  const letter = { ...settings, ...render('test', placeholders, language), language, to, date: now }
  const messageId = `test-${randomUUID()}@${settings.from.address.split('@')[1] ?? 'localhost'}`
  const deadline = startDeadline(testMs)
  try {
    const { reply } = await deadline.race(deps.transport.send(settings.server, { ...letter, messageId }))
    return { outcome: 'succeeded', reply }
  } catch (error) {
    return failure(error)
  } finally {
    deadline.clear()
  }
}

function failure(error: unknown): TestOutcome {
  if (error instanceof SmtpFault) {
    return { outcome: 'failed', reason: error.reply ?? reasons[error.kind], advice: error.advice }
  }
  if ((error as { code?: unknown }).code !== 'ETIMEDOUT') throw error
  return {
    outcome: 'failed',
    reason: 'The server took longer than 10 seconds.',
    advice: 'It may still deliver the test mail; look at the load and the log of that server.',
  }
}

const reasons: Record<SmtpFault['kind'], string> = {
  lookup: 'The host name was not found.',
  connect: 'The connection could not be opened.',
  timeout: 'The server did not answer in time.',
  tls: 'The connection could not be encrypted.',
  greeting: 'The server did not greet like a mail server.',
  authentication: 'The sign-in was refused.',
  sender: 'The sender was refused.',
  recipient: 'The recipient was refused.',
  data: 'The mail was not confirmed.',
  protocol: 'The conversation broke off.',
}
