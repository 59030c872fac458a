import type { SmtpServer } from '../deps.ts'
import { connectVerdict, greetingVerdict, timeoutVerdict } from './advice-reach.ts'
import { authenticationVerdict, dataVerdict, recipientVerdict, senderVerdict } from './advice-replies.ts'
import { tlsVerdict } from './advice-tls.ts'
import type { SmtpFaultKind } from './fault.ts'
import type { Progress, RawFault } from './fault-of.ts'

/** What the verdict is about. */
export interface Scene {
  raw: RawFault
  progress: Progress
  server: SmtpServer
  code: number | undefined
}

/** What is wrong, in one sentence, and one piece of advice: what an administrator can change or look at. */
export interface Verdict {
  reason: string
  advice: string
}

/** The verdict on the end of a conversation, for delivery and for diagnosis alike. */
export function verdictOn(kind: SmtpFaultKind, scene: Scene): Verdict {
  switch (kind) {
    case 'lookup':
      return { reason: `There is no host named ${scene.server.host}.`, advice: 'Check the spelling of the SMTP host.' }
    case 'connect':
      return connectVerdict(scene)
    case 'timeout':
      return timeoutVerdict(scene)
    case 'tls':
      return tlsVerdict(scene)
    case 'greeting':
      return greetingVerdict(scene)
    case 'authentication':
      return authenticationVerdict(scene)
    case 'sender':
      return senderVerdict(scene)
    case 'recipient':
      return recipientVerdict(scene)
    case 'data':
      return dataVerdict(scene)
    case 'protocol':
      return { reason: 'The server ended the conversation.', advice: 'Look at its log, which says why.' }
  }
}
