import { availableParallelism, cpus } from 'node:os'
import { benchLookUps } from './look-ups.ts'
import type { Finding } from './rounds.ts'
import { benchSignInPage } from './sign-in-page.ts'
import { benchSignIns } from './sign-ins.ts'

const rounds = 5
const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
const findings = [await benchLookUps(rounds), await benchSignInPage(rounds), await benchSignIns(rounds)]

const lines = [
  `${machine}; medians of ${rounds} rounds, subject and baseline in turn`,
  '',
  '| Figure | Latchkey | Baseline | Ratio (lowest to highest) |',
  '| --- | --- | --- | --- |',
  ...findings.map(row),
]
process.stdout.write(`${lines.join('\n')}\n`)
process.exit(0)

function row({ name, unit, subject, baseline, baselineName, ratio, ratios }: Finding): string {
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  const [ours, theirs] = [subject, baseline].map((figure) => Math.round(figure).toLocaleString('en'))
  return `| ${name} ${unit} | ${ours} | ${theirs} (${baselineName}) | ${ratio.toFixed(2)} (${spread}) |`
}
