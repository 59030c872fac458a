import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { SmtpFault } from './smtp-fault.ts'

/** Addresses no mail relay has: this host by accident, link-local (cloud metadata among them), multicast and reserved. */
const forbidden4 = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
const forbidden = new BlockList()
for (const [network, bits] of forbidden4) {
  forbidden.addSubnet(network, bits, 'ipv4')
  forbidden.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6') // the same through NAT64
}
forbidden.addAddress('::', 'ipv6')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')
forbidden.addSubnet('ff00::', 8, 'ipv6')
// 6to4 and IPv4-translated: other spellings of any IPv4 address, which no relay has today
forbidden.addSubnet('2002::', 16, 'ipv6')
forbidden.addSubnet('::ffff:0:0:0', 96, 'ipv6')

export interface ResolvedAddress {
  address: string
  family: 4 | 6
}

/** Resolves a relay's name once and gives the addresses to connect to, so that no second answer of the name server can lead
 *  elsewhere. Throws `SmtpFault` ('lookup') for an unknown name, ('connect') when any address is link-local, a cloud metadata
 *  service, unspecified or multicast. Loopback and private networks are allowed. Source: OWASP SSRF Prevention. */
export async function resolveRelay(host: string): Promise<ResolvedAddress[]> {
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await look(host)
  const addresses = found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }) as const)
  if (addresses.some(({ address }) => isForbidden(address))) {
    const advice = `${host} is an address that mail is never sent to; enter the name of your mail server.`
    throw new SmtpFault({ kind: 'connect', advice })
  }
  return addresses
}

async function look(host: string): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true })
  } catch (cause) {
    const unknown = (cause as NodeJS.ErrnoException).code === 'ENOTFOUND'
    const advice = unknown
      ? `There is no host named ${host}; check the spelling of the SMTP host.`
      : `The name server did not answer for ${host}; check the DNS settings of this machine.`
    throw new SmtpFault({ kind: 'lookup', advice, cause })
  }
}

function isForbidden(address: string): boolean {
  return forbidden.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}
