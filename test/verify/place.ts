import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** Where and what is verified: machine, Node, the moment, and the commit, which says so when files differ from it. */
export function thisPlace(folder: string): { at: string; commit: string; machine: string; node: string } {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const processor = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`
  return {
    at: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: commitOf(folder),
    machine: `${processor}, ${memory}, ${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
  }
}

function commitOf(folder: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const commit = git('rev-parse', '--short', 'HEAD')
    return git('status', '--porcelain') === '' ? commit : `${commit} with changes`
  } catch {
    return 'unknown'
  }
}
