import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { gunzipSync } from 'node:zlib'
import { foldPassword } from '../password-text.ts'
import { buckets, digestEntry, remainderBytes } from './digest.ts'

/* Makes the two lists beside this file from lists of real passwords, which README.md names with their licences:
 * `make.ts RANKED-LIST [LIST-OR-FOLDER ...]`. Nothing is invented: every entry stands in one of them, folded as passwords are compared.
 * - fifteen-and-more.bin: every password of 15 to 256 characters in any of them.
 * - eight-to-fourteen.bin: the 100,000 commonest of 8 to 14 characters in the ranked one. */
const shorterEntries = 100_000
const [, , ranked = '', ...others] = argv

const commonest = entriesOf(ranked)
const longer = new Set([ranked, ...others].flatMap(entriesOf).filter((entry) => isBetween(entry, 15, 256)))
const shorter = new Set<string>()
for (const entry of commonest) if (shorter.size < shorterEntries && isBetween(entry, 8, 14)) shorter.add(entry)

const facts = [writeList('fifteen-and-more.bin', longer), writeList('eight-to-fourteen.bin', shorter)]
writeFileSync(new URL('facts.json', import.meta.url), `${JSON.stringify(facts, undefined, 2)}\n`)
stdout.write(`${JSON.stringify(facts)}\n`)

function entriesOf(path: string): string[] {
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => entriesOf(join(path, name)))
  const file = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(file) : file).toString('utf8')
  // Entries in another encoding are not what anybody types here.
  return text
    .split(/\r?\n/)
    .filter((line) => !line.includes('\uFFFD'))
    .map(foldPassword)
}

function isBetween(entry: string, shortest: number, longest: number): boolean {
  const length = [...entry].length
  return length >= shortest && length <= longest
}

function writeList(file: string, entries: Set<string>) {
  const places = [...entries].map(digestEntry).map(({ bucket, remainder }) => bucket * 2 ** 24 + remainder)
  const kept = [...new Set(places)].sort((one, other) => one - other)
  const bytes = Buffer.alloc(buckets + kept.length * remainderBytes)
  for (const [index, place] of kept.entries()) {
    const bucket = Math.floor(place / 2 ** 24)
    bytes.writeUInt8(bytes.readUInt8(bucket) + 1, bucket)
    bytes.writeUIntBE(place % 2 ** 24, buckets + index * remainderBytes, remainderBytes)
  }
  writeFileSync(new URL(file, import.meta.url), bytes)
  return { file, entries: kept.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
