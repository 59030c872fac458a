import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Bill } from './bill.ts'
import { readLock } from './lock.ts'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string }
const folder = mkdtempSync(join(tmpdir(), 'latchkey-sbom-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string): string {
  const file = join(folder, name)
  execFileSync('npm', ['run', '--silent', 'sbom', '--', file], { cwd: root, stdio: 'pipe' })
  return readFileSync(file, 'utf8')
}

describe('`npm run sbom`', () => {
  const text = written('first.json')
  const bill = JSON.parse(text) as Bill

  test('writes the same twice', () => {
    expect(written('second.json')).toBe(text)
  })

  test('lists every package of the product as CycloneDX, and none that only its developers need', () => {
    expect([bill.bomFormat, bill.specVersion]).toEqual(['CycloneDX', '1.5'])
    expect(bill.metadata.component).toMatchObject({
      name: manifest.name,
      purl: `pkg:npm/${manifest.name}@${manifest.version}`,
    })
    const locked = readLock(join(root, 'package-lock.json')).filter(({ isDev }) => !isDev)
    const wanted = new Set(locked.map(({ name, version }) => `${name}@${version}`))
    expect(bill.components.map((component) => component['bom-ref']).sort()).toEqual([...wanted].sort())
  })

  test('gives each its version, purl and digest', () => {
    for (const { purl, version, hashes, properties } of bill.components) {
      expect(purl).toMatch(new RegExp(`^pkg:npm/.+@${version.replaceAll('.', '\\.')}$`))
      expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }])
      expect(properties).toEqual([])
    }
  })

  test('says what needs what, of what it lists', () => {
    const refs = [bill.metadata.component, ...bill.components].map((component) => component['bom-ref'])
    expect(new Set(bill.dependencies.map(({ ref }) => ref))).toEqual(new Set(refs))
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([])
  })
})
