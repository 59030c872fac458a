import { readFileSync } from 'node:fs'

/** A package as package-lock.json pins it, under the name it has in the registry. */
export interface Locked {
  path: string
  name: string
  version: string
  integrity: string | undefined
  resolved: string | undefined
  isLink: boolean
  hasInstallScript: boolean
  /** Whether only those who work on the product need it. */
  isDev: boolean
}

interface Entry {
  name?: string
  version?: string
  integrity?: string
  resolved?: string
  link?: boolean
  hasInstallScript?: boolean
  dev?: boolean
  devOptional?: boolean
}

/** Every package of a lock file (lockfileVersion 3), those inside others too; an alias counts under its real name. */
export function readLock(file: string): Locked[] {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> }
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version ?? '',
      integrity: entry.integrity,
      resolved: entry.resolved,
      isLink: entry.link ?? false,
      hasInstallScript: entry.hasInstallScript ?? false,
      isDev: (entry.dev ?? false) || (entry.devOptional ?? false),
    }))
}
