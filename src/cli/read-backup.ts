import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** The first line of a backup. */
export interface BackupHeader {
  latchkey: 'backup'
  format: 1
  madeAt: string
  dataVersions: number[]
}

/** A document of a backup; `text` is its line of Extended JSON. */
export interface BackupLine {
  collection: string
  text: string
}

/** The file cannot be restored; the message says why in a sentence. */
export class BackupFault extends Error {}

// "s": JSON leaves U+2028 and U+2029 as they are, which a dot alone does not match.
const lineShape = /^\{"in":"([A-Za-z_]+)","document":(\{.*\})\}$/s

/** The first line of a backup. Throws `BackupFault` where the file is none, or one this version cannot read. */
export async function readHeader(file: string): Promise<BackupHeader> {
  for await (const line of linesOf(file)) return toHeader(line)
  throw new BackupFault('The file is empty.')
}

/** Every document of a backup, in the order in which it was written. Throws `BackupFault` where something is damaged or missing, at the
 *  latest at the end. */
export async function* readLines(file: string): AsyncGenerator<BackupLine> {
  let documents = -1
  let end: number | undefined
  for await (const line of linesOf(file)) {
    documents += 1
    if (documents === 0) continue
    if (end !== undefined) throw new BackupFault('Something stands behind its end.')
    const [, collection = '', text = ''] = lineShape.exec(line) ?? []
    if (collection !== '') yield { collection, text }
    else end = toEnd(line, documents)
  }
  if (end === undefined) throw new BackupFault('Its end is missing: it was not written or copied to the end.')
  if (end !== documents - 1) throw new BackupFault(`${end} records were written, ${documents - 1} are there.`)
}

async function* linesOf(file: string): AsyncGenerator<string> {
  // What fails in either stream is thrown by the loop.
  const text = pipeline(createReadStream(file), createGunzip(), () => {}).setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of text) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    throw faultOf(error as NodeJS.ErrnoException)
  }
  if (rest !== '') yield rest
}

function faultOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') return new BackupFault('There is no such file.')
  if (error.code === 'Z_BUF_ERROR')
    return new BackupFault('Its end is missing: it was not written or copied to the end.')
  return error.code?.startsWith('Z_') ? new BackupFault('It is not a backup of Latchkey, or it is damaged.') : error
}

function toHeader(line: string): BackupHeader {
  const header = parsed(line) as Partial<BackupHeader>
  if (header.latchkey !== 'backup') throw new BackupFault('It is not a backup of Latchkey.')
  if (header.format !== 1) throw new BackupFault('It was made by a newer Latchkey. Restore it with that version.')
  return header as BackupHeader
}

function toEnd(line: string, at: number): number {
  const { end } = parsed(line) as { end?: unknown }
  if (typeof end !== 'number') throw new BackupFault(`Line ${at + 1} is damaged.`)
  return end
}

function parsed(line: string): object {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}
