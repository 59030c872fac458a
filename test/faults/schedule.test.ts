import { expect, test } from 'vitest'
import { chanceOf } from './random.ts'
import { type Mix, scheduleOf } from './schedule.ts'

const mix: Mix = {
  appKills: 9,
  databaseKills: 3,
  relayKills: 1,
  moods: 3,
  failPoints: 8,
  stepDowns: 2,
  fullDisks: 1,
  cutOffs: 1,
  clockJumps: 2,
}

test('the same seed lays out the same round, another seed another one', () => {
  expect(scheduleOf(chanceOf(7), mix, 2)).toEqual(scheduleOf(chanceOf(7), mix, 2))
  expect(scheduleOf(chanceOf(7), mix, 2)).not.toEqual(scheduleOf(chanceOf(8), mix, 2))
})

test('a round has exactly the faults of its mix', () => {
  const kinds = scheduleOf(chanceOf(7), mix, 2).map(({ fault }) => fault.kind)
  const asked = Object.values(mix).reduce((sum, count) => sum + count, 0)
  expect(kinds).toHaveLength(asked)
  expect(kinds.filter((kind) => kind === 'fail-point')).toHaveLength(mix.failPoints)
})

test('a fork leaves the chance it came from undisturbed', () => {
  const [one, other] = [chanceOf(7), chanceOf(7)]
  one.fork('people').next()
  expect(one.next()).toBe(other.next())
})
