import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fateOf, type TestReport } from './judge.ts'
import { weaknesses } from './list.ts'
import { edited } from './put-in.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

describe('the weaknesses that are put in on purpose', () => {
  test('are the ten that were asked for, each once', () => {
    expect(weaknesses.map(({ name }) => name)).toEqual([
      'token not hashed',
      'confirm compared loosely',
      'host header used',
      'GET consumes',
      'no csrf on one route',
      'password in log',
      'operator reaches filter',
      'session not rotated',
      'throttle after look-up',
      'mail sent before answer',
    ])
  })

  test.each(weaknesses)('$name: fits the sources as they are now', ({ edits }) => {
    expect(edits.length).toBeGreaterThan(0)
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const text = read(file)
      const here = edits.filter((edit) => edit.file === file)
      expect(edited(text, here)).not.toBe(text)
    }
  })

  test('fit beside each other, so that they can be compiled at once', () => {
    const edits = weaknesses.flatMap((weakness) => weakness.edits)
    for (const file of new Set(edits.map((edit) => edit.file)))
      expect(() =>
        edited(
          read(file),
          edits.filter((edit) => edit.file === file),
        ),
      ).not.toThrow()
  })

  test.each(weaknesses)('$name: names tests that are there', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0)
    const missing = tests.filter(({ file, name }) => !read(file).includes(`'${name}`))
    expect(missing).toEqual([])
  })
})

describe('an edit', () => {
  const edit = { file: 'a.ts', before: 'b', after: 'c' }

  test('is refused where its text is not there, there twice, or another edit’s too', () => {
    expect(edited('abd', [edit])).toBe('acd')
    expect(() => edited('ad', [edit])).toThrow('a.ts holds 0 times, not once: "b"')
    expect(() => edited('abdb', [edit])).toThrow('a.ts holds 2 times, not once: "b"')
    expect(() => edited('abd', [edit, { ...edit, before: 'ab' }])).toThrow('overlap')
  })

  test('is looked for in the text as it was, in any order', () => {
    const other = { file: 'a.ts', before: 'd', after: 'b' }
    for (const edits of [
      [edit, other],
      [other, edit],
    ])
      expect(edited('abd', edits)).toBe('acb')
  })
})

describe('what a test tells', () => {
  const named = { file: 'test/x/y.test.ts', name: 'B06 no' }
  const report = (...rows: TestReport['testResults'][0]['assertionResults']): TestReport => ({
    testResults: [{ name: '/tmp/copy/test/x/y.test.ts', message: 'SyntaxError: no', assertionResults: rows }],
  })
  const failed = (message: string) => ({ title: 'B06 no: b', status: 'failed', failureMessages: [message] })
  const passed = { title: 'B06 no: a', status: 'passed', failureMessages: [] }

  test('is that it caught something where one of its rows failed by an assertion', () => {
    expect(fateOf(report(passed), named).outcome).toBe('passed')
    expect(fateOf(report(passed, failed('AssertionError: expected a\n at y')), named)).toEqual({
      outcome: 'failed',
      said: 'AssertionError: expected a',
    })
  })

  test('is nothing where it failed by something else, or did not run', () => {
    expect(fateOf(report(passed, failed('TypeError: x\n at y')), named)).toEqual({
      outcome: 'no proof',
      said: 'failed by no assertion. TypeError: x',
    })
    expect(fateOf(report(), named)).toEqual({ outcome: 'no proof', said: 'did not run. SyntaxError: no' })
    expect(fateOf({ testResults: [] }, named)).toEqual({ outcome: 'no proof', said: 'did not run.' })
    expect(fateOf(report({ ...passed, status: 'skipped' }), named).outcome).toBe('no proof')
  })
})
