/** How the times of two classes of requests differ. Differences are second minus first, times in milliseconds. */
export interface Difference {
  n: number
  /** How often a time of the second class is the longer one; 0.5 where nothing can be told. With its 95 % interval. */
  auc: number
  aucInterval: [low: number, high: number]
  /** Difference of the means in standard deviations, of the samples without their outer twentieths. */
  d: number
  welchT: number
  medianDifference: number
  medianInterval: [low: number, high: number]
  /** Relative differences at the 10, 50 and 90 % quantiles. */
  quantiles: number[]
  median: number
}

const bootstraps = 400

/** Compares two samples. Source: Mann–Whitney, with DeLong's variance; Welch's t on the trimmed samples; bootstrap of the median. */
export function differ(first: number[], second: number[], random: () => number): Difference {
  const [a, b] = [ascending(first), ascending(second)]
  const { auc, error } = areaUnderCurve(a, b)
  const [trimmedA, trimmedB] = [trimmed(a), trimmed(b)]
  const [meanA, meanB] = [mean(trimmedA), mean(trimmedB)]
  const [spreadA, spreadB] = [variance(trimmedA, meanA), variance(trimmedB, meanB)]
  const medians = Array.from({ length: bootstraps }, () => median(drawn(b, random)) - median(drawn(a, random)))
  const interval = ascending(medians)
  return {
    n: Math.min(a.length, b.length),
    auc,
    aucInterval: [auc - 1.96 * error, auc + 1.96 * error],
    d: (meanB - meanA) / Math.sqrt((spreadA + spreadB) / 2),
    welchT: (meanB - meanA) / Math.sqrt(spreadA / trimmedA.length + spreadB / trimmedB.length),
    medianDifference: median(b) - median(a),
    medianInterval: [quantile(interval, 0.025), quantile(interval, 0.975)],
    quantiles: [0.1, 0.5, 0.9].map((at) => quantile(b, at) / quantile(a, at) - 1),
    median: median(a),
  }
}

/** What must hold for two classes to count as alike; sign-in may differ by more milliseconds, since a hash takes many. */
export interface Limits {
  d: number
  medianMs: number
}

/** The limits that a difference breaks, in words; none where both classes are alike. Source: the timing protocol's limits. */
export function broken(found: Difference, limits: Limits): string[] {
  const { auc, aucInterval, d, medianDifference, median, quantiles } = found
  const checks: [string, boolean][] = [
    [`AUC ${auc.toFixed(3)}`, Math.abs(auc - 0.5) <= 0.03],
    [`AUC interval ${aucInterval.map((end) => end.toFixed(3)).join('–')}`, aucInterval.every(near)],
    [`d ${d.toFixed(3)}`, Math.abs(d) <= limits.d],
    [
      `median ${medianDifference.toFixed(3)} ms`,
      Math.abs(medianDifference) <= Math.max(limits.medianMs, median * 0.02),
    ],
    [
      `quantiles ${quantiles.map((part) => `${(part * 100).toFixed(1)} %`).join(', ')}`,
      quantiles.every((part) => Math.abs(part) <= 0.03),
    ],
  ]
  return checks.filter(([, holds]) => !holds).map(([words]) => words)
}

function near(end: number): boolean {
  return Math.abs(end - 0.5) <= 0.045
}

function areaUnderCurve(a: number[], b: number[]): { auc: number; error: number } {
  const below = placements(b, a)
  const above = placements(a, b).map((part) => 1 - part)
  const auc = mean(below)
  const error = Math.sqrt(variance(below, auc) / below.length + variance(above, auc) / above.length)
  return { auc, error }
}

/** For each value, which part of the (sorted) others is smaller; ties count half. */
function placements(values: number[], others: number[]): number[] {
  return values.map((value) => (rank(others, value, false) + rank(others, value, true)) / 2 / others.length)
}

function rank(sorted: number[], value: number, withTies: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const candidate = sorted[middle] ?? 0
    if (candidate < value || (withTies && candidate === value)) low = middle + 1
    else high = middle
  }
  return low
}

function ascending(values: number[]): number[] {
  return Float64Array.from(values).sort() as unknown as number[]
}

function trimmed(sorted: number[]): number[] {
  const cut = Math.floor(sorted.length * 0.05)
  return Array.from(sorted).slice(cut, sorted.length - cut)
}

function drawn(values: number[], random: () => number): number[] {
  return ascending(Array.from({ length: values.length }, () => values[Math.floor(random() * values.length)] ?? 0))
}

function quantile(sorted: number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0
}

function median(sorted: number[]): number {
  return quantile(sorted, 0.5)
}

function mean(values: number[]): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: number[], around: number): number {
  return Array.from(values).reduce((sum, value) => sum + (value - around) ** 2, 0) / (values.length - 1)
}
