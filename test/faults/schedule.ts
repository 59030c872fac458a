import type { Chance } from './random.ts'

/** One thing that is done to the product, and how long after everything runs again, in milliseconds. */
export interface Act {
  gapMs: number
  /** Strike without waiting until what was killed before serves again. */
  hasty: boolean
  fault: Fault
}

export type Fault =
  | { kind: 'kill-app'; which: number }
  | { kind: 'kill-database' }
  | { kind: 'kill-relay' }
  | { kind: 'freeze-app'; which: number; forMs: number }
  | { kind: 'relay'; mood: 'refuse' | 'slow' | 'cut'; stage: Stage; code: number; forMs: number }
  | { kind: 'fail-point'; point: FailPoint; times: number }
  | { kind: 'step-down' }
  | { kind: 'fill-disk'; forMs: number }
  | { kind: 'cut-off'; which: number | 'all'; how: 'cut' | 'black-holed'; forMs: number }
  | { kind: 'clock-jump'; which: number; toMs: number }

export type Stage = 'connect' | 'sender' | 'recipient' | 'data'
export type FailPoint = 'closed-connection' | 'not-primary' | 'shutting-down' | 'write-concern'

/** How many faults of each kind a round has. */
export interface Mix {
  appKills: number
  databaseKills: number
  relayKills: number
  moods: number
  failPoints: number
  stepDowns: number
  fullDisks: number
  cutOffs: number
  clockJumps: number
}

const mostWrongMs = 20_000

const failPoints: FailPoint[] = ['closed-connection', 'not-primary', 'shutting-down', 'write-concern']

/** Lays out one round: exactly the faults of the mix, in an order and at distances that the seed alone decides. */
export function scheduleOf(chance: Chance, mix: Mix, apps: number): Act[] {
  const times = (count: number, make: (index: number) => Fault) =>
    Array.from({ length: count }, (_, index) => make(index))
  const faults = [
    ...times(mix.appKills, () => ({ kind: 'kill-app', which: chance.whole(0, apps - 1) })),
    ...times(mix.databaseKills, () => ({ kind: 'kill-database' })),
    ...times(mix.relayKills, () => ({ kind: 'kill-relay' })),
    ...times(mix.moods, (index) => mood(chance, index)),
    ...times(mix.failPoints, (index) => ({
      kind: 'fail-point',
      point: failPoints[index % failPoints.length] as FailPoint,
      times: chance.whole(1, 3),
    })),
    ...times(mix.stepDowns, () => ({ kind: 'step-down' })),
    ...times(mix.fullDisks, () => ({ kind: 'fill-disk', forMs: chance.whole(1000, 4000) })),
    ...times(mix.cutOffs, (index) => ({
      kind: 'cut-off',
      which: chance.next() < 0.3 ? 'all' : chance.whole(0, apps - 1),
      how: index % 2 === 0 ? 'cut' : 'black-holed',
      forMs: chance.whole(500, 6000),
    })),
    ...times(mix.clockJumps, () => ({
      kind: 'clock-jump',
      which: chance.whole(0, apps - 1),
      toMs: chance.whole(-mostWrongMs, mostWrongMs),
    })),
  ]
  return chance.shuffle(faults).map((fault) => ({ fault, gapMs: chance.whole(150, 1000), hasty: chance.next() < 0.1 }))
}

function mood(chance: Chance, index: number): Fault {
  const mood = (['refuse', 'slow', 'cut'] as const)[index % 3] as 'refuse' | 'slow' | 'cut'
  const stage = chance.pick<Stage>(['connect', 'sender', 'recipient', 'data'])
  const permanent = (stage === 'recipient' || stage === 'data') && chance.next() < 0.3
  return { kind: 'relay', mood, stage, code: permanent ? 550 : 451, forMs: chance.whole(500, 4000) }
}
