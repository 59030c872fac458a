import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './growth-run.ts'

/** Sees to it that the machine holds an embedded file in memory, or that it does not. Throws where it cannot: only GNU's dd can ask
 *  the system to let a file go. */
export async function placeFile({ dataDir }: Place, where: 'memory' | 'disk'): Promise<void> {
  const file = join(dataDir, 'latchkey.db')
  if (where === 'memory') {
    for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 }));
    return
  }
  const done = spawnSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'])
  if (done.status !== 0) throw new Error(`The file stays in memory: ${done.stderr}`)
}
