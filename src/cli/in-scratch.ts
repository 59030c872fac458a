import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Lends work a folder of its own, for its owner alone, and takes it away with all that is in it, also where Ctrl-C ends the command
 *  meanwhile. `start` is the path its name begins with. Only what cannot be heard (SIGKILL, a power cut) leaves it behind. */
export async function inScratch<Result>(start: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(start)
  const leave = (signal: (typeof signals)[number]) => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of signals) process.on(signal, leave)
  try {
    return await work(folder)
  } finally {
    for (const signal of signals) process.off(signal, leave)
    await rm(folder, { recursive: true, force: true })
  }
}
