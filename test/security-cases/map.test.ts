import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The rows of the bar: of each kind so many. */
const kinds = { T: 10, L: 7, E: 6, R: 7, S: 7, F: 7, H: 2, X: 5, M: 9, V: 5, N: 6, P: 7, A: 6, K: 4, G: 4, D: 4, O: 4 }
const bar = Object.entries(kinds).flatMap(([kind, last]) => Array.from({ length: last }, (_, at) => `${kind}${at + 1}`))
const cases = Array.from({ length: 35 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`)

interface Row {
  id: string
  files: string[]
  tests: { file: string; name: string }[]
  verdict: string
}

const rows = read('docs/security.md')
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line): Row => {
    const [, id = '', , where = '', tests = '', verdict = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    return {
      id,
      files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
      tests: [...tests.matchAll(/`(test\/[^`]+)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name })),
      verdict,
    }
  })

describe('the table in docs/security.md', () => {
  test('has every row of the bar, once', () => {
    expect(bar).toHaveLength(100)
    expect(rows.map(({ id }) => id).sort()).toEqual([...bar].sort())
  })

  test.each(rows)('$id names files that are there', ({ files }) => {
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  test.each(rows)('$id names tests that are there', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0)
    const missing = tests.filter(({ file, name }) => !existsSync(join(root, file)) || !textOf(file).includes(name))
    expect(missing).toEqual([])
  })

  test.each(rows)('$id says whether it is met, and why where it is not', ({ verdict }) => {
    expect(verdict).toMatch(/^(met( (by|for|in|wherever) .+|: .+)?|exception: .{20,}|open: .{20,})/)
  })
})

test.each(cases)('%s is the name of a test in this folder', (id) => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts'))
  expect(files.filter((file) => new RegExp(`'${id} `).test(read(`test/security-cases/${file}`)))).not.toEqual([])
})

/** A test file as its names read: without the escapes of quotes in them. */
function textOf(file: string): string {
  return read(file).replaceAll("\\'", "'")
}
