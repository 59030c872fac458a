import { randomUUID } from 'node:crypto'
import type { Clock, Diagnosis, MailTransport } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { render } from '../letters/render.ts'
import { shippedTemplate } from '../letters/shipped.ts'
import type { MailSettings } from '../mail/deliver.ts'

/** What is tried, where the mail goes, and what the letter says about who asked. */
export interface TestRequest {
  settings: MailSettings
  to: { name: string; address: string }
  askedBy: string
  organizationName: string
  supportContact: string
  language: string
}

/** Sends one real mail with the settings given, saved or not, and says step by step how the relay took it. Ends within 10 s whatever
 *  the peer does, nothing is stored and nothing is tried again. */
export async function sendTest(
  deps: { clock: Clock; transport: Pick<MailTransport, 'diagnose'> },
  request: TestRequest,
): Promise<Diagnosis> {
  const { settings, to, askedBy, organizationName, supportContact } = request
  const now = deps.clock.now()
  const placeholders = {
    organizationName,
    supportContact,
    displayName: to.name,
    askedBy,
    askedAt: inWords(now),
    server: `${settings.server.host}:${settings.server.port}, ${settings.server.protection}`,
  }
  const own = shippedTemplate('test', request.language)
  const language = own ? request.language : 'en'
  const letter = {
    ...settings,
    ...render(own ?? shippedTemplate('test', 'en'), placeholders, { language }),
    language,
    to,
    date: now,
  }
  const messageId = `test-${randomUUID()}@${settings.from.address.split('@')[1] ?? 'localhost'}`
  return deps.transport.diagnose(settings.server, { ...letter, messageId })
}
