import { expect, test } from 'vitest'
import { cases, casesOf, caseTests } from './cases.ts'
import { scenarios } from './scenarios.ts'

const bar = [...Array.from({ length: 17 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`), 'C22', 'C23']
const tests = caseTests()

test.each(bar)('%s of the bar is proven by a scenario or by a test named after it', (id) => {
  const proofs = [...(cases[id]?.scenarios ?? []), ...tests.filter(({ ids }) => ids.includes(id))]
  expect(proofs).not.toEqual([])
})

test('every scenario that proves a case is one the runner plays', () => {
  const named = Object.values(cases).flatMap(({ scenarios }) => scenarios.map((name) => name.split('@')[0]))
  expect(named.filter((name) => !Object.keys(scenarios).includes(name ?? ''))).toEqual([])
})

test('a case that needs several processes is not claimed where there is one', () => {
  expect(casesOf('kills', 'mongodb')).toContain('C08')
  expect(casesOf('kills', 'embedded')).not.toContain('C08')
})
