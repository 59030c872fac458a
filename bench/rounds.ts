/** What a bench found: both figures and their ratio, as medians over the rounds, with the lowest and highest ratio. */
export interface Finding {
  name: string
  unit: string
  subject: number
  baseline: number
  baselineName: string
  ratio: number
  ratios: number[]
}

/** Measures subject and baseline in turn, so that a machine that slows down slows both. */
export async function compare(
  bench: { name: string; unit: string; baselineName: string; rounds: number },
  measure: { subject(): Promise<number>; baseline(): Promise<number> },
): Promise<Finding> {
  const pairs: { subject: number; baseline: number }[] = []
  for (let round = 0; round < bench.rounds; round++) {
    const baseline = await measure.baseline()
    pairs.push({ baseline, subject: await measure.subject() })
  }
  const ratios = pairs.map((pair) => pair.subject / pair.baseline)
  const { name, unit, baselineName } = bench
  return {
    name,
    unit,
    baselineName,
    ratios,
    subject: median(pairs.map((pair) => pair.subject)),
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio: median(ratios),
  }
}

/** How often per second `act` ends when `lanes` of it are always under way, over `seconds`. */
export async function perSecond(
  load: { seconds: number; lanes: number },
  act: (number: number) => Promise<void>,
): Promise<number> {
  const began = performance.now()
  const until = began + load.seconds * 1000
  let count = 0
  const lane = async () => {
    while (performance.now() < until) await act(count++)
  }
  await Promise.all(Array.from({ length: load.lanes }, lane))
  return count / ((performance.now() - began) / 1000)
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
