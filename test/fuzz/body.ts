// Over 120 lines: every kind of body, from what it is made of to its bytes.

import fc from 'fast-check'
import { anyText } from './nasty.ts'
import { jsonText } from './spoil.ts'
import type { Form } from './town.ts'

/** A body as it will be sent. `token` says which form token it brings. */
export type Body =
  | { kind: 'none' }
  | { kind: 'form'; fields: [string, string][]; token: 'right' | 'wrong' | 'none' | 'twice'; type: string }
  | { kind: 'file'; fields: [string, string][]; file: string; type: string; token: 'right' | 'wrong' | 'none' }
  | { kind: 'json'; value: unknown; twist: string; type: string }
  | { kind: 'bytes'; hex: string; type: string }

const formType = 'application/x-www-form-urlencoded'
const types = fc.oneof(
  { arbitrary: fc.constant(''), weight: 12 },
  {
    arbitrary: fc.constantFrom(
      ...['text/plain', 'application/json', `${formType}; charset=utf-16`, 'application/json; charset=utf-7'],
      ...['multipart/form-data; boundary=', 'multipart/form-data', 'text/csv', 'application/xml', ';', 'x'],
    ),
    weight: 1,
  },
)
const tokens = fc.oneof(
  { arbitrary: fc.constant('right' as const), weight: 8 },
  { arbitrary: fc.constantFrom('wrong' as const, 'none' as const), weight: 1 },
)

/** Bodies of a form: as its page would send it, but for a field or two. */
export function formBodies(form: Form, words: readonly string[]): fc.Arbitrary<Body> {
  const value = (values: string[]) =>
    fc.oneof(
      { arbitrary: fc.constantFrom(...values), weight: 20 },
      { arbitrary: fc.constantFrom('', ...words), weight: 2 },
      { arbitrary: anyText, weight: 2 },
    )
  const own = fc.tuple(
    ...form.fields.map(([name, values]) => value(values).map((text): [string, string] => [name, text])),
  )
  const names = ['_csrf', 'action', 'x', ...form.fields.map(([name]) => name)]
  const extra = fc.tuple(fc.oneof(fc.constantFrom(...names), anyText), anyText)
  const extras = fc.oneof(
    { arbitrary: fc.constant<[string, string][]>([]), weight: 5 },
    fc.array(extra, { maxLength: 80, size: 'medium' }),
  )
  const left = fc.array(fc.nat(), { maxLength: 2 })
  const fields = fc
    .tuple(own, extras, left)
    .map(([mine, more, out]) => [
      ...mine.filter((_, at) => !out.some((one) => one % (4 * mine.length) === at)),
      ...more,
    ])
  const plain = fc.record({
    kind: fc.constant('form' as const),
    fields,
    token: fc.oneof({ arbitrary: tokens, weight: 9 }, fc.constant('twice' as const)),
    type: types,
  })
  return form.isUpload ? fc.oneof(plain, files(fields)) : plain
}

/** Bodies in JSON of these values. */
export function jsonBodies(values: fc.Arbitrary<unknown>): fc.Arbitrary<Body> {
  const twist = fc.oneof(
    { arbitrary: fc.constant(''), weight: 8 },
    fc.constantFrom('proto', 'double', 'cut', 'mark', 'huge'),
  )
  return fc.record({ kind: fc.constant('json' as const), value: values, twist, type: types })
}

/** Bodies of any bytes under any type. */
export const bytesBodies: fc.Arbitrary<Body> = fc.record({
  kind: fc.constant('bytes' as const),
  hex: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  type: fc.constantFrom(formType, 'application/json', 'multipart/form-data; boundary=x', 'text/csv', ''),
})

function files(fields: fc.Arbitrary<[string, string][]>): fc.Arbitrary<Body> {
  const row = fc.array(fc.oneof(fc.constantFrom('username', 'email', 'zoe', 'z@example.test', '"', ','), anyText), {
    maxLength: 5,
  })
  const csv = fc
    .array(row, { maxLength: 6 })
    .map((rows) => ['username,email', ...rows.map((cells) => cells.join(','))].join('\n'))
  const picture = fc
    .uint8Array({ maxLength: 80 })
    .map((bytes) => `\x89PNG\r\n\x1a\n${Buffer.from(bytes).toString('latin1')}`)
  return fc.record({
    kind: fc.constant('file' as const),
    fields,
    file: fc.oneof(csv, picture, anyText),
    type: fc.constantFrom('text/csv', 'image/png', 'image/svg+xml', '', 'x\r\ny'),
    token: tokens,
  })
}

/** The bytes of a body and their type. */
export function bytesOf(body: Body, token: string): { bytes: Buffer; type: string } {
  switch (body.kind) {
    case 'none':
      return { bytes: Buffer.alloc(0), type: '' }
    case 'json':
      return { bytes: Buffer.from(jsonText(body.value, body.twist)), type: body.type || 'application/json' }
    case 'bytes':
      return { bytes: Buffer.from(body.hex, 'hex'), type: body.type }
    case 'form':
      return { bytes: Buffer.from(encoded(withToken(body, token))), type: body.type || formType }
    case 'file':
      return { bytes: multipart(body, token), type: 'multipart/form-data; boundary=fuzzfuzz' }
  }
}

function withToken({ fields, token: which }: { fields: [string, string][]; token: string }, token: string) {
  const pair = ['_csrf', which === 'wrong' ? 'x'.repeat(36) : token] as const
  return which === 'none' ? fields : [...(which === 'twice' ? [pair] : []), ...fields, pair]
}

/** A text as it stands in an address or a form. What begins with a percent sign stays as it is, well-formed or not. */
export function escaped(text: string): string {
  // turns half characters into the sign for such
  return text.startsWith('%') ? text.replaceAll(/[^\x21-\x7e]/g, '') : encodeURIComponent(Buffer.from(text).toString())
}

function encoded(fields: (readonly [string, string])[]): string {
  return fields.map((pair) => pair.map(escaped).join('=')).join('&')
}

function multipart(body: Extract<Body, { kind: 'file' }>, token: string): Buffer {
  const part = (head: string, text: string) =>
    `--fuzzfuzz\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`
  const fields = withToken(body, token).map(([name, text]) => part(`name="${name.slice(0, 200)}"`, text))
  const file = part(`name="file"; filename="a.csv"\r\nContent-Type: ${body.type}`, body.file)
  return Buffer.from(`${fields.join('')}${file}--fuzzfuzz--\r\n`)
}
