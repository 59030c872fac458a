import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const size = '96m'
const filler = 'filler'

/** Mounts a small volume and gives its folder; undefined where this user may not mount. */
export function mountSmallVolume(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-volume-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
}

/** Takes a small volume away. */
export function unmountSmallVolume(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
  rmSync(folder, { recursive: true })
}

/** Writes until the volume has no room left. */
export function fill(folder: string): void {
  const file = openSync(join(folder, filler), 'w')
  try {
    for (let chunk = Buffer.alloc(1 << 20); chunk.length > 0; ) {
      try {
        writeSync(file, chunk)
      } catch {
        chunk = chunk.subarray(0, Math.floor(chunk.length / 2))
      }
    }
  } finally {
    closeSync(file)
  }
}

/** Gives the room back. */
export function free(folder: string): void {
  rmSync(join(folder, filler), { force: true })
}
