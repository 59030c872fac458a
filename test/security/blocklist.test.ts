import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isListed } from '../../src/security/blocklist/look-up.ts'

const folder = new URL('../../src/security/blocklist/', import.meta.url)
const facts: { file: string; entries: number; sha256: string }[] = JSON.parse(
  readFileSync(new URL('facts.json', folder), 'utf8'),
)
const readme = readFileSync(new URL('README.md', folder), 'utf8')

describe('the lists of common and breached passwords', () => {
  test.each(facts)('$file is what was made, entry by entry in order', ({ file, entries, sha256 }) => {
    const bytes = readFileSync(new URL(file, folder))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    expect(bytes.length).toBe(65_536 + entries * 3)
    expect(readme).toContain(`| ${entries.toLocaleString('en')} | ${bytes.length.toLocaleString('en')} |`)
    let at = 65_536
    let isAscending = true
    for (const count of bytes.subarray(0, 65_536)) {
      for (let entry = 1; entry < count; entry += 1) {
        isAscending &&= bytes.readUIntBE(at + 3 * entry, 3) > bytes.readUIntBE(at + 3 * (entry - 1), 3)
      }
      at += 3 * count
    }
    expect(isAscending).toBe(true)
    expect(at).toBe(bytes.length)
  })

  test('hold more than a hundred thousand that satisfy the length rule, in a megabyte and a half', () => {
    expect(facts.find(({ file }) => file === 'fifteen-and-more.bin')?.entries).toBeGreaterThan(100_000)
    expect(facts.reduce((sum, { entries }) => sum + 65_536 + entries * 3, 0)).toBeLessThan(1_500_000)
  })

  test('know what is listed, and none of twenty thousand other phrases', () => {
    for (const password of ['correcthorsebatterystaple', 'qwertyuiopasdfghjkl', 'sunshine', 'trustno1']) {
      expect([password, isListed(password)]).toEqual([password, true])
    }
    const others = Array.from({ length: 20_000 }, (_, number) => `a heron on post ${number}`)
    expect(others.filter(isListed)).toEqual([])
  })
})
