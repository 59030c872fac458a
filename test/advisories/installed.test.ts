import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import { describe, expect, test } from 'vitest'
import { readLock } from './lock.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const locked = readLock(join(root, 'package-lock.json'))
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  scripts: Record<string, string>
  allowScripts: Record<string, boolean>
}

describe('what is installed', () => {
  test('has exact versions in package.json', () => {
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    const versions = wanted.map(([name, text]) => [name, text.replace(/^npm:.+@/, '')] as const)
    expect(versions.filter(([, version]) => semver.valid(version) !== version)).toEqual([])
  })

  test('is pinned with its digest, and comes from the registry alone', () => {
    expect(locked.length).toBeGreaterThan(100)
    const loose = locked.filter(
      ({ version, integrity, resolved, isLink }) =>
        isLink ||
        semver.valid(version) !== version ||
        !integrity?.startsWith('sha512-') ||
        (resolved !== undefined && !/^https:\/\/.+\.tgz$/.test(resolved)),
    )
    expect(loose.map(({ path }) => path)).toEqual([])
  })

  test('runs no script of its own: each package that has one is on the list, as refused', () => {
    const scripted = locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)
    const refused = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => !isAllowed)
    expect(scripted.sort()).toEqual(refused.map(([name]) => name).sort())
  })

  test('is at least a week old when it is first chosen, and written down exactly', () => {
    expect(manifest.scripts.choose).toBe('npm update --save --min-release-age=7')
    // No age and no ignore-scripts here: npm ci would ask the age of what is locked too, and prestart and pretest would not build.
    expect(read('.npmrc').trim().split('\n')).toEqual(['save-exact=true'])
  })

  test('is all that the image adds, and runs there as a user of its own', () => {
    const image = read('Dockerfile')
    expect(image.match(/npm (?:install|ci)\b.*/g)).toEqual(['npm ci', 'npm ci --omit=dev'])
    expect(image.lastIndexOf('USER node')).toBeLessThan(image.indexOf('CMD ["node", "dist/server.js"]'))
    expect(image.lastIndexOf('USER node')).toBeGreaterThan(image.lastIndexOf('FROM'))
  })
})
