import { cp, symlink } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Copies the build, and the lists it reads beside it, into a folder, so that a later build cannot change what is tested; gives the path of its server. */
export async function snapshot(folder: string): Promise<string> {
  const parts = ['dist', 'views', 'public', 'package.json', 'src/security/blocklist']
  await Promise.all(parts.map((part) => cp(join(root, part), join(folder, part), { recursive: true })))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'dist/server.js')
}
