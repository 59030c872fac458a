import { isIPv6 } from 'node:net'

/** The network an address is counted by: an IPv4 address itself (also where IPv6 carries it), of an IPv6 address the first 64
 *  bits, since one customer owns them all. A port, which some proxies write behind it, does not count. Source: RFC 6177; OWASP ASVS 4.1.3. */
export function networkOf(text: string): string {
  const address = withoutPort(text)
  const carried = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (carried !== undefined || !isIPv6(address)) return carried ?? address
  const [head = '', tail = ''] = address.split('::')
  const [first, last] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)]
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = address.includes('::') ? [...first, ...zeros, ...last] : first
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function withoutPort(text: string): string {
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? /^\[([\da-f:.]+)\](?::\d+)?$/i.exec(text)?.[1] ?? text
}
