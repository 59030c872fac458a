// Over 120 lines: mostly lists.

import fc from 'fast-check'

/** Texts that have broken programs before: controls, other directions, nothing to see, half characters, names that objects have, paths,
 *  markup, queries, numbers and dates at and beyond every edge. */
const nastyTexts = [
  ...['', ' ', '\0', 'a\0b', '\t', '\r\n', 'a\r\nSet-Cookie: x=1', '\n'.repeat(200), '\u2028', '\u0085', '\x7f'],
  ...[
    '\u202eevil',
    '\u200b',
    '\u200balice',
    'ali\u200dce',
    '\ufeffadmin',
    '\u0000\u200f',
    'Z\u0351\u036b\u0343'.repeat(30),
  ],
  ...['\ud800', 'a\udfff', '\ud83d', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', 'ﷺ'.repeat(300), 'ß', 'İ', 'ǆ', 'ﬀ'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'then', 'valueOf'],
  ...[
    '../../etc/passwd',
    '..%2f..%2f',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '%ed%a0%80',
    '\\..\\',
    '//evil.test',
    'javascript:1',
  ],
  ...[
    '<script>1</script>',
    '"><img src=x>',
    "' OR 1=1 --",
    '{{7*7}}',
    '#{7*7}',
    '<%= 1 %>',
    '{"$gt":""}',
    '$where',
    '$ne',
  ],
  ...[
    '{count, plural, one {#}}',
    '{',
    '}}',
    '.*',
    '(a+)+$',
    '[',
    'a'.repeat(50_000),
    '@'.repeat(300),
    'a@'.repeat(120),
  ],
  ...[
    '0',
    '-1',
    '-0',
    '1e400',
    'NaN',
    'Infinity',
    '9007199254740993',
    '18446744073709551616',
    '0x10',
    '1_000',
    '٣',
    '1.5',
  ],
  ...[
    '0000-00-00',
    '9999-12-31',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '2026-02-30',
    '10000-01-01',
  ],
  ...['1969-12-31T23:59:60Z', '2026-01-01T00:00:00+99:99', '2026-W01', 'null', 'undefined', 'true', '[object Object]'],
  ...[
    'alice@example.test\nBcc: x@y.test',
    '"a b"@example.test',
    'a@[127.0.0.1]',
    'a@b',
    'xn--0',
    'a@xn--a.test',
    'a'.repeat(65),
  ],
  ...[
    '000000000000000000000000',
    'ffffffffffffffffffffffff',
    'zzzzzzzzzzzzzzzzzzzzzzzz',
    '00000000-0000-0000-0000-000000000000',
  ],
]

/** Values of JSON that schemas forget. */
const nastyValues: unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    Number.MIN_VALUE,
    1e21,
    [],
    {},
    [[]],
    [null],
    { a: null },
  ],
  { length: 1e9 },
  { toString: 1, valueOf: 2 },
  { $gt: '' },
  Object.fromEntries([['then', 'x']]),
]

/** Any text somebody could think of to send. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...nastyTexts), weight: 6 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 2 },
  // half characters among whole ones
  { arbitrary: fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)), weight: 1 },
)

/** Any value of JSON, some of them deep. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...nastyValues), weight: 4 },
  { arbitrary: anyText, weight: 4 },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
  { arbitrary: fc.integer({ min: 1, max: 3000 }).map(nested), weight: 1 },
)

/** A list in a list, so deep. */
function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}
