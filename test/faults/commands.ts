import { BSON } from 'mongodb'

/** What an app said to its database, seen on the wire: how many commands of which kind, and each that decides less firmly than with
 *  a majority on disk or reads from anywhere but the primary. */
export interface Heard {
  writes: number
  reads: number
  weak: string[]
}

const writes = new Set(['insert', 'update', 'delete', 'findAndModify', 'bulkWrite'])
const reads = new Set(['find', 'aggregate', 'count', 'distinct'])
const message = 2013
const headerBytes = 16
// the flags of the message and the kind of its first section, which is the command
const beforeBody = 5

/** Follows one connection: give it the bytes as they come. Source: MongoDB wire protocol, OP_MSG. */
export function readCommands(heard: Heard): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= headerBytes && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      if (rest.readInt32LE(12) === message) judge(heard, bodyOf(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
  }
}

function bodyOf(whole: Buffer): Record<string, unknown> {
  const start = headerBytes + beforeBody
  return BSON.deserialize(whole.subarray(start, start + whole.readInt32LE(start)))
}

interface Concerns {
  writeConcern?: { w?: unknown; j?: unknown }
  $readPreference?: { mode?: string }
}

function judge(heard: Heard, command: Record<string, unknown> & Concerns): void {
  const [name = ''] = Object.keys(command)
  const { w, j } = command.writeConcern ?? {}
  if (writes.has(name)) {
    heard.writes++
    if (w !== 'majority' || j !== true) heard.weak.push(`${name} ${String(command[name])} with w ${w}, j ${j}`)
  }
  if (!reads.has(name)) return
  heard.reads++
  // a direct connection to the only member says primaryPreferred, whatever was asked
  const { mode = 'primary' } = command.$readPreference ?? {}
  if (mode !== 'primary' && mode !== 'primaryPreferred')
    heard.weak.push(`${name} ${String(command[name])} from ${mode}`)
}
