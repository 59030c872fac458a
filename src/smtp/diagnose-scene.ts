import type { EgressRule } from '../config.ts'
import type { Diagnosis, Letter, SmtpServer } from '../deps.ts'
import { oneLine } from '../letters/plain-text.ts'
import type { Conversation, Reply } from './conversation.ts'
import type { Walk } from './diagnose-stages.ts'
import type { Progress } from './fault-of.ts'
import type { Granted } from './oauth-request.ts'
import type { Transcript } from './transcript.ts'

/** How long a diagnosis may take, in milliseconds: to connect, to wait for a greeting, to try TLS where
 *  none comes, to see who speaks first, and in all. */
export interface DiagnosisLimits {
  connectMs: number
  greetingMs: number
  probeMs: number
  quietMs: number
  diagnosisMs: number
}

/** What a diagnosis needs from outside: the limits, the rules, and access tokens where the server wants one. */
export interface DiagnosisTools {
  limits: DiagnosisLimits
  egress: readonly EgressRule[]
  freshToken(server: SmtpServer, ms: number): Promise<Granted>
}

/** All that the steps of one diagnosis share. */
export interface Scene extends DiagnosisTools {
  server: SmtpServer
  letter: Letter
  message: Uint8Array
  walk: Walk
  progress: Progress
  transcript: Transcript
  diagnosis: Diagnosis
}

/** Says a line and gives the reply; the transcript gets `instead`, where something else shall stand in it. */
export function say({ transcript }: Scene, line: Conversation, text: string, instead = text): Promise<Reply> {
  transcript.add('C', instead)
  return line.say(text)
}

/** A reply as the page may show it: one line, secrets masked. */
export function shown({ progress }: Scene, { lines }: Reply): string {
  return oneLine(progress.mask(lines.join(' ')), 500)
}

/** Throws a reply that does not begin with the digits that are wanted. */
export function refuse(reply: Reply, wanted: string, command: string): void {
  if (!String(reply.code).startsWith(wanted)) throw refusal(reply, command)
}

/** An error in the form the library gives delivery, so that both get the same verdict. */
export function refusal({ code, lines }: Reply, command: string): Error {
  return Object.assign(new Error(`${command} refused`), {
    response: lines.join('\n'),
    responseCode: code,
    permanent: code >= 500,
    command,
  })
}
