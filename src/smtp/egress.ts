import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { EgressRule } from '../config.ts'
import { isAllowed, isIn, networks } from './egress-rules.ts'
import { SmtpFault } from './fault.ts'

/** Addresses no mail relay has: this host by accident, link-local (cloud metadata among them), multicast and reserved. */
const never4 = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
// 6to4 and IPv4-translated are other spellings of any IPv4 address, which no relay has today
const never6 = [
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'fd00:ec2::254/128',
  'ff00::/8',
  '2002::/16',
  '::ffff:0:0:0/96',
  '64:ff9b:1::/48',
]
const never = networks([...never4, ...never6])

export interface ResolvedAddress {
  address: string
  family: 4 | 6
}

/** Resolves a host's name once and gives the addresses to connect to, so that no second answer of the name server can lead
 *  elsewhere. Throws `SmtpFault` ('lookup') for an unknown name, ('connect') when any address is link-local, a cloud metadata
 *  service, unspecified or multicast, or not allowed by the deployment's rules. Source: OWASP SSRF Prevention, case 2. */
export async function resolveRelay(
  { host, port }: { host: string; port: number },
  rules: readonly EgressRule[] = [],
): Promise<ResolvedAddress[]> {
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await look(host)
  const addresses = found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }) as const)
  if (addresses.some(({ address }) => isIn(never, address))) {
    throw new SmtpFault({
      kind: 'connect',
      reason: `${host} is an address that mail is never sent to.`,
      advice: 'Enter the name of your mail server.',
    })
  }
  if (addresses.some(({ address }) => !isAllowed(rules, { host, port, address }))) {
    throw new SmtpFault({
      kind: 'connect',
      reason: `This installation may not connect to ${host} port ${port}.`,
      advice: 'Choose a server it may reach, or have the setting SMTP_EGRESS of this installation changed.',
    })
  }
  return addresses
}

async function look(host: string): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true })
  } catch (cause) {
    const unknown = (cause as NodeJS.ErrnoException).code === 'ENOTFOUND'
    throw new SmtpFault({
      kind: 'lookup',
      reason: unknown ? `There is no host named ${host}.` : `The name server did not answer for ${host}.`,
      advice: unknown ? 'Check the spelling of the host.' : 'Check the DNS settings of this machine.',
      cause,
    })
  }
}
