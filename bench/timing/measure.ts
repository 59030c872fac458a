import { type AccountClass, nameOf, namesPerClass } from './people.ts'
import { Probe, readForm } from './probe.ts'
import type { Product } from './product.ts'
import { broken, type Difference, differ, type Limits } from './statistics.ts'

/** One journey under one condition: which form, what is sent for a name, which classes of accounts, and what counts as alike. */
export interface Plan {
  name: string
  path: string
  fields(name: string): Record<string, string>
  classes: readonly AccountClass[]
  limits: Limits
  /** How many requests one name may make before it has to be made fresh. */
  perFreshName: number
}

export interface Arm {
  name: string
  difference: Difference
  broken: string[]
}

/** What was found: each class against names that nobody has; the A/A run, which must not differ; the positive control, which must. */
export interface Found {
  plan: string
  statuses: number[]
  classes: Arm[]
  again: Arm
  late: Arm
  passed: boolean
}

const warmUp = 200

/** Times `n` requests for each class, in strict random order, half of them on connections of their own. Gives what differs. */
export async function measure(product: Product, plan: Plan, n: number, random: () => number): Promise<Found> {
  const form = await readForm(product.port, product.host, plan.path)
  const [kept, fresh] = [new Probe(form, false), new Probe(form, true)]
  const times = new Map<string, number[]>()
  const statuses = new Set<number>()
  const timesOf = (arm: string) => {
    const found = times.get(arm) ?? []
    times.set(arm, found)
    return found
  }
  const arms: [arm: string, account: AccountClass][] = [
    ...plan.classes.map((account): [string, AccountClass] => [account, account]),
    ['again', 'unknown'],
    ['late', 'unknown'],
  ]
  const ask = async (account: AccountClass, index: number, isLate = false) => {
    const probe = random() < 0.5 ? kept : fresh
    return probe.post(plan.fields(nameOf(account, index)), isLate ? 'X-Arm: late' : '')
  }
  for (let count = 0; count < warmUp; count++) {
    if (count % 20 === 0) await product.order({ refresh: true })
    await ask('unknown', count)
  }
  const rounds = Math.ceil(n / namesPerClass)
  // Three arms share the names that nobody has.
  const roundsPerFresh = Math.max(1, Math.floor(plan.perFreshName / 3))
  for (let round = 0; round < rounds; round++) {
    if (round % roundsPerFresh === 0) await product.order({ refresh: true })
    const turns = arms.flatMap((arm) => Array.from({ length: namesPerClass }, (_, index) => ({ arm, index })))
    for (const { arm, index } of shuffled(turns, random)) {
      const { ms, status } = await ask(arm[1], index, arm[0] === 'late')
      timesOf(arm[0]).push(ms)
      statuses.add(status)
    }
  }
  for (const probe of [kept, fresh]) probe.close()
  const against = (name: string): Arm => {
    const difference = differ(timesOf('unknown'), timesOf(name), random)
    return { name, difference, broken: broken(difference, plan.limits) }
  }
  const classes = plan.classes.filter((account) => account !== 'unknown').map(against)
  const [again, late] = [against('again'), against('late')]
  const isSound = again.broken.length === 0 && late.broken.length > 0 && statuses.size === 1
  const passed = isSound && classes.every((arm) => arm.broken.length === 0)
  return { plan: plan.name, statuses: [...statuses], classes, again, late, passed }
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as Item)
}
