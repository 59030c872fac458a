import { bytesOf, escaped } from './body.ts'
import type { Case } from './case.ts'
import type { Town } from './town.ts'

type Head = { line: string; headers: [string, string][]; body: Buffer }

/** The bytes of a case, as whoever sends it shows themselves at this moment. */
export function render(given: Case, { doors, callers }: Town): Buffer {
  const { door, trick } = given
  const caller = callers.find(({ name, door: at }) => name === given.caller && at === door)
  const { bytes, type } = bytesOf(given.body, caller?.token ?? '')
  const { host } = doors[door]
  const hosts: Record<string, string[]> = {
    'no-host': [],
    'two-hosts': [host, 'evil.test'],
    'other-host': ['evil.test'],
  }
  const headers: [string, string][] = [
    ...(hosts[trick.kind] ?? [host]).map((name): [string, string] => ['Host', name]),
    ...some('Cookie', caller?.cookie),
    ...some('Authorization', caller?.authorization),
    ...some('Content-Type', type),
    ...trick.headers,
    ...lengths(given, bytes),
    ...extra(given),
  ]
  const head = { line: lineOf(given, host), headers, body: framed(given, bytes) }
  if (trick.kind === 'twice') return Buffer.concat([written(head), written(closing(head))])
  if (trick.kind === 'thrice') return Buffer.concat([written(head), written(head), written(closing(head))])
  return bent(written(closing(head)), given)
}

function some(name: string, value = ''): [string, string][] {
  return value === '' ? [] : [[name, value]]
}

function closing(head: Head): Head {
  return { ...head, headers: [...head.headers, ['Connection', 'close']] }
}

function written({ line, headers, body }: Head): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, '')}`)
  return Buffer.concat([Buffer.from([line, ...lines, '', ''].join('\r\n'), 'latin1'), body])
}

function lineOf({ method, path, query, trick }: Case, host: string): string {
  const raw = trick.kind === 'raw-path'
  const put = (text: string) => (raw ? Buffer.from(text.replaceAll(/[\s?#]/g, '')).toString('latin1') : escaped(text))
  const asked = query.map((pair) => pair.map(put).join('=')).join('&')
  const long = trick.kind === 'long-path' ? `/${'a'.repeat(Math.floor(trick.at * 30_000))}` : ''
  const target = `/${path.map(put).join('/')}${long}${asked === '' ? '' : `?${asked}`}`
  const version =
    trick.kind === 'bad-version'
      ? (['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.10', 'http/1.1'][Math.floor(trick.at * 4.99)] ?? '')
      : 'HTTP/1.1'
  return `${method} ${trick.kind === 'whole-address' ? `http://${host}${target}` : target} ${version}`
}

function lengths({ trick, body }: Case, { length }: Buffer): [string, string][] {
  const chunked: [string, string] = ['Transfer-Encoding', 'chunked']
  switch (trick.kind) {
    case 'too-long':
      return [['Content-Length', String(length + 1 + Math.floor(trick.at * 1000))]]
    case 'too-short':
      return [['Content-Length', String(Math.floor(length * trick.at))]]
    case 'chunked':
    case 'bad-chunks':
    case 'endless-chunks':
      return [chunked]
    case 'both-lengths':
      return [chunked, ['Content-Length', String(length)]]
    case 'two-lengths':
      return [
        ['Content-Length', String(length)],
        ['Content-Length', String(length + 1)],
      ]
    case 'odd-length':
      return [
        ['Content-Length', ['-1', '0x10', '1e3', '', '99999999999', '9'.repeat(30)][Math.floor(trick.at * 5.99)] ?? ''],
      ]
    default:
      return body.kind === 'none' ? [] : [['Content-Length', String(length)]]
  }
}

function framed({ trick }: Case, body: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')])
  if (trick.kind === 'chunked') return Buffer.concat([...(body.length > 0 ? [chunk] : []), Buffer.from('0\r\n\r\n')])
  if (trick.kind === 'endless-chunks') return chunk
  if (trick.kind === 'bad-chunks')
    return Buffer.concat([Buffer.from('5\r\nabc\r\nFFFFFFFFFFFFFFFFF\r\n'), Buffer.from(trick.hex, 'hex'), body])
  return body
}

function extra({ trick }: Case): [string, string][] {
  if (trick.kind === 'many-headers')
    return Array.from({ length: Math.floor(trick.at * 1500) }, (_, at) => [`X-${at}`, 'x'])
  if (trick.kind === 'long-header') return [['X-Long', 'x'.repeat(Math.floor(trick.at * 40_000))]]
  if (trick.kind === 'folded') return [['X-Folded', 'a']]
  return []
}

/** Some tricks are played on the bytes themselves. */
function bent(bytes: Buffer, { trick }: Case): Buffer {
  const at = Math.floor(bytes.length * trick.at)
  const odd = Buffer.from(trick.hex, 'hex')
  if (trick.kind === 'insert') return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at)])
  if (trick.kind === 'replace') return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at + odd.length)])
  if (trick.kind === 'truncate') return bytes.subarray(0, at)
  if (trick.kind === 'bare-lines') return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
  if (trick.kind === 'folded')
    return Buffer.from(bytes.toString('latin1').replace('X-Folded: a', 'X-Folded: a\r\n b\r\n\tc'), 'latin1')
  return bytes
}
