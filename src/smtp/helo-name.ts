import { hostname } from 'node:os'
import type { SmtpServer } from '../deps.ts'
import { isHostName } from '../mail/address.ts'

/** How this machine introduces itself: by the name the form gives, else by its own where that is a full one. RFC 5321, 4.1.4. */
export function heloName({ heloName: chosen }: SmtpServer): string {
  if (chosen && isHostName(chosen)) return chosen
  const own = hostname()
  return own.includes('.') && isHostName(own) ? own : '[127.0.0.1]'
}
