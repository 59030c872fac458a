// Over 120 lines: mostly lists.

import fc from 'fast-check'

/** What is done to the bytes of a request. `headers` are added as they are; `at` is where, as a part of the whole. */
export interface Trick {
  kind: (typeof kinds)[number]
  at: number
  hex: string
  headers: [string, string][]
}

const kinds = [
  ...([
    'none',
    'insert',
    'replace',
    'truncate',
    'too-long',
    'too-short',
    'chunked',
    'bad-chunks',
    'endless-chunks',
  ] as const),
  ...([
    'both-lengths',
    'two-lengths',
    'twice',
    'thrice',
    'bare-lines',
    'bad-version',
    'whole-address',
    'raw-path',
    'folded',
  ] as const),
  ...(['many-headers', 'long-header', 'long-path', 'no-host', 'two-hosts', 'other-host', 'odd-length'] as const),
]

const odd = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      ...['\r\n\r\n', '\0', '\xff\xfe', '%', '%00', '%u0000', '\r', '\n ', ' ', '\u0080'].map((text) =>
        Buffer.from(text, 'latin1'),
      ),
    ),
  )
  .map((bytes) => Buffer.from(bytes).toString('hex'))

const values = [
  '',
  '*',
  ',',
  'q=',
  '\xff',
  'gzip',
  '0',
  '-1',
  '1e9',
  '99999999999999999999',
  'x'.repeat(3000),
  '=;=;',
  'null',
  '%00',
  '"',
]
const names = [
  ...[
    'Accept',
    'Accept-Language',
    'Accept-Encoding',
    'Range',
    'If-None-Match',
    'If-Modified-Since',
    'Origin',
    'Referer',
    'Cookie',
  ],
  ...[
    'Sec-Fetch-Site',
    'Content-Encoding',
    'Content-Type',
    'Expect',
    'Upgrade',
    'Connection',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
  ],
  ...[
    'X-Forwarded-Host',
    'X-HTTP-Method-Override',
    'Authorization',
    'User-Agent',
    'TE',
    'Trailer',
    'Date',
    'X-Request-Id',
    'Forwarded',
  ],
]
const header = fc.tuple(
  fc.constantFrom(...names),
  fc.oneof(
    fc.constantFrom(
      ...values,
      'bytes=0-1',
      '100-continue',
      'websocket',
      'ar;q=9',
      'de-x-1-2-3',
      'Basic ====',
      'Basic YTpi',
      'Bearer lk_',
    ),
    fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
  ),
)

/** Mostly none. */
export const tricks: fc.Arbitrary<Trick> = fc.record({
  kind: fc.oneof({ arbitrary: fc.constant('none' as const), weight: 4 }, fc.constantFrom(...kinds)),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  hex: odd,
  headers: fc.oneof({ arbitrary: fc.constant<[string, string][]>([]), weight: 4 }, fc.array(header, { maxLength: 4 })),
})

const waiting = new Set<Trick['kind']>([
  'insert',
  'replace',
  'truncate',
  'too-long',
  'endless-chunks',
  'bare-lines',
  'odd-length',
  'both-lengths',
  'two-lengths',
])

/** Whether the other side may rightly wait for more to come. */
export function mayWait({ kind }: Trick): boolean {
  return waiting.has(kind)
}

/** Whether the head is still one that HTTP knows, so that an answer is due. */
export function isReadable({ kind }: Trick): boolean {
  return [
    'none',
    'chunked',
    'twice',
    'thrice',
    'whole-address',
    'many-headers',
    'no-host',
    'two-hosts',
    'other-host',
  ].includes(kind)
}
