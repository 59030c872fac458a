import type { MailTransport } from '../deps.ts'
import { SmtpFault } from '../smtp/fault.ts'

/** A transport that lets go of letters under way when told to: they fail as if the connection was cut and go back to the queue,
 *  instead of waiting for their lease to end. A relay that was slow to say so may have taken one; its copy has the same Message-ID.
 *  Source: RFC 1047. */
export function lettingGo(transport: MailTransport, told: AbortSignal): MailTransport {
  return {
    ...transport,
    send: (server, letter, mayLeave) => {
      let letGo = () => {}
      const cut = new Promise<never>((_resolve, reject) => {
        letGo = () =>
          reject(new SmtpFault({ kind: 'protocol', advice: 'Latchkey was stopped before the relay answered.' }))
        told.addEventListener('abort', letGo)
      })
      const mayGo = () => !told.aborted && (mayLeave?.() ?? true)
      return Promise.race([transport.send(server, letter, mayGo), cut]).finally(() =>
        told.removeEventListener('abort', letGo),
      )
    },
  }
}
