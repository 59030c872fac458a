import type { RecoverySettings } from '../organization/settings.ts'
import { findByIdentifier } from '../users/users.ts'

interface Channel {
  id: string
  type: 'EMAIL' | 'EXTERNAL'
  value: string
  preferred: boolean
}

/** The channels a program may choose from. The mailbox behind a username shows, masked, only where programs are told who exists; by default
 *  a mask is made of what was typed, without a look. */
export async function channelsFor(identifier: string, tells: RecoverySettings): Promise<Channel[]> {
  const known = tells.notifyUserExistence ? (await findByIdentifier(identifier))?.email : undefined
  return [
    { id: '1', type: 'EMAIL', value: maskedAddress(known ?? identifier), preferred: true },
    { id: '2', type: 'EXTERNAL', value: '', preferred: false },
  ]
}

/** An address with the first character of its local part and of its domain's first label; a name that is none shows nothing.
 *  Source: WSO2, ChannelMasking. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 1) return '*****@*****'
  const [label = '', ...rest] = address.slice(at + 1).split('.')
  return `${masked(address.slice(0, at))}@${[masked(label), ...rest].join('.')}`
}

function masked(text: string): string {
  return `${[...text][0] ?? ''}*****`
}
