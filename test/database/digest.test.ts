import { describe, expect, test } from 'vitest'
import { summing } from '../../src/database/digest.ts'
import type { Line } from '../../src/database/dump.ts'

const lines: Line[] = [
  { collection: 'users', text: '{"_id":{"$numberInt":"1"},"username":"ada"}' },
  { collection: 'users', text: '{"_id":{"$numberInt":"2"},"username":"bob"}' },
  { collection: 'mails', text: '{"_id":{"$numberInt":"1"},"state":"sent"}' },
]
const [ada, bob, mail] = lines as [Line, Line, Line]

describe('the digest of a database', () => {
  test('is the same in whatever order its records come', async () => {
    expect(await digestOf([mail, bob, ada])).toEqual(await digestOf(lines))
    expect(await digestOf(lines)).toEqual({ documents: 3, hex: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  test.each<[string, Line[]]>([
    ['a record that is missing', [ada, bob]],
    ['one that came twice', [...lines, ada]],
    ['one twice in the place of another', [ada, ada, mail]],
    ['one in another collection', [ada, bob, { ...mail, collection: 'figures' }]],
    ['a value of another type', [{ ...ada, text: ada.text.replace('Int', 'Double') }, bob, mail]],
    ['a value that another record had', [ada, { ...bob, text: bob.text.replace('bob', 'ada') }, mail]],
  ])('shows %s', async (_what, others) => {
    expect((await digestOf(others)).hex).not.toBe((await digestOf(lines)).hex)
  })

  test('passes on what it sums', async () => {
    const passed: Line[] = []
    for await (const line of summing(flowing(lines)).lines) passed.push(line)
    expect(passed).toEqual(lines)
  })
})

async function digestOf(some: Line[]) {
  const { lines: passing, digest } = summing(flowing(some))
  for await (const _ of passing);
  return digest()
}

async function* flowing(some: Line[]): AsyncGenerator<Line> {
  yield* some
}
