import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { dataVersions, dumpLines, type Line } from '../database/dump.ts'
import type { Deps } from '../deps.ts'
import type { BackupHeader } from './read-backup.ts'

/** So many characters go to the compressor at once. */
const chunkLength = 64 * 1024

/** Writes the database into a file that its owner alone may read: lines of JSON, compressed, the first saying what it is and the last
 *  how much there must be. All is on disk when it returns how many documents there are. Throws where the file is there already.
 *  `dump` is what goes in. */
export async function writeBackup(
  { clock }: Pick<Deps, 'clock'>,
  file: string,
  dump: AsyncIterable<Line> = dumpLines(),
): Promise<number> {
  const header: BackupHeader = {
    latchkey: 'backup',
    format: 1,
    madeAt: clock.now().toISOString(),
    dataVersions: await dataVersions(),
  }
  let documents = 0
  const out = createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true })
  await pipeline(Readable.from(inChunks(lines())), createGzip(), out)
  return documents

  async function* lines(): AsyncGenerator<string> {
    yield JSON.stringify(header)
    for await (const { collection, text } of dump) {
      documents += 1
      yield `{"in":${JSON.stringify(collection)},"document":${text}}`
    }
    yield JSON.stringify({ end: documents })
  }
}

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
