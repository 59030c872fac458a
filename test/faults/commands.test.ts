import { BSON } from 'mongodb'
import { expect, test } from 'vitest'
import { type Heard, readCommands } from './commands.ts'

const majority = { w: 'majority', j: true }

test.each<[string, object, string[]]>([
  ['a write with a majority on disk', { update: 'people', writeConcern: majority }, []],
  [
    'a write with one member',
    { update: 'people', writeConcern: { w: 1, j: true } },
    ['update people with w 1, j true'],
  ],
  ['a write with nothing said', { insert: 'mails' }, ['insert mails with w undefined, j undefined']],
  [
    'a majority in memory',
    { delete: 'mails', writeConcern: { w: 'majority' } },
    ['delete mails with w majority, j undefined'],
  ],
  ['a read from the primary', { find: 'people' }, []],
  ['a read from a secondary', { find: 'people', $readPreference: { mode: 'nearest' } }, ['find people from nearest']],
])('C14: on the wire, %s is told from others', (_what, command, weak) => {
  const heard = hear([message(command)])
  expect(heard).toMatchObject({ weak })
  expect(heard.writes + heard.reads).toBe(1)
})

test('commands are heard whole, however their bytes arrive', () => {
  const both = Buffer.concat([message({ find: 'people' }), message({ insert: 'mails', writeConcern: majority })])
  expect(hear([...both].map((byte) => Buffer.from([byte])))).toEqual({ writes: 1, reads: 1, weak: [] })
})

function hear(chunks: Buffer[]): Heard {
  const heard: Heard = { writes: 0, reads: 0, weak: [] }
  const listen = readCommands(heard)
  for (const chunk of chunks) listen(chunk)
  return heard
}

/** One OP_MSG with a command as its body. */
function message(command: object): Buffer {
  const body = BSON.serialize(command)
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(2013, 12)
  return Buffer.concat([head, body])
}
