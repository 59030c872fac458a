import { BlockList, isIP, isIPv4 } from 'node:net'
import type { EgressRule } from '../config.ts'

/** Where a connection would go: the name or address that was entered, the port, and the address it resolved to. */
export interface Destination {
  host: string
  port: number
  address: string
}

const loopback = networks(['127.0.0.0/8', '::1/128'])
const inner = networks(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'])

/** Whether the deployment's rules let a connection through: no rule that forbids it, and, where any rule permits something, one that
 *  permits this. A rule that names a host speaks of that name as it was entered, whatever address it has. */
export function isAllowed(rules: readonly EgressRule[], destination: Destination): boolean {
  const speaking = rules.filter((rule) => speaksOf(rule, destination))
  if (speaking.some(({ denies }) => denies)) return false
  return speaking.length > 0 || rules.every(({ denies }) => denies)
}

function speaksOf({ place, ports }: EgressRule, { host, port, address }: Destination): boolean {
  if (port < ports.first || port > ports.last) return false
  switch (place) {
    case '*':
      return true
    case 'loopback':
      return isIn(loopback, address)
    case 'private':
      return isIn(inner, address)
    case 'public':
      return !isIn(loopback, address) && !isIn(inner, address)
    default:
      return isIP(place.split('/')[0] ?? '') > 0
        ? isIn(networks([place]), address)
        : host.toLowerCase().replace(/\.$/, '') === place
  }
}

/** Makes a list of networks, or of single addresses, to look addresses up in; IPv4 ones also as NAT64 spells them (RFC 6052). */
export function networks(list: readonly string[]): BlockList {
  const block = new BlockList()
  for (const entry of list) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    const length = Number(bits ?? (family === 'ipv4' ? 32 : 128))
    block.addSubnet(address, length, family)
    if (family === 'ipv4') block.addSubnet(`64:ff9b::${address}`, 96 + length, 'ipv6')
  }
  return block
}

/** Whether an address, in whatever spelling, is in one of the networks. */
export function isIn(block: BlockList, address: string): boolean {
  return block.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}
