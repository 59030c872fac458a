import type { Arm, Found } from './measure.ts'

/** The findings as a page: one table for each plan, after a line that says where and when where that is given. */
export function inWords(found: Found[], run: { machine: string; n: number; at: Date | undefined }): string {
  const head = run.at
    ? [
        '# Timing: who exists cannot be told',
        '',
        `Written by \`npm run verify:timing\` on ${run.at.toISOString().slice(0, 10)}: ${run.machine}; ${run.n.toLocaleString('en')} requests for each class, in random`,
        'order, half of them on connections of their own. Each row compares with names that nobody has. AUC is how often one of the two',
        'takes longer (0.5: nothing to tell); d is the difference in standard deviations. The A/A row must pass and the control row, held up',
        'by one millisecond on purpose, must fail: else the measurement itself is no good.',
        '',
      ]
    : []
  return `${[...head, ...found.flatMap(tableOf)].join('\n')}\n`
}

function tableOf({ plan, classes, again, late, passed, statuses }: Found): string[] {
  return [
    `## ${plan}: ${passed ? 'passed' : 'FAILED'} (status ${statuses.join(', ')})`,
    '',
    '| Class | median ms | AUC (95 %) | d | median difference ms (95 %) | at 10, 50, 90 % | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...classes.map((arm) => rowOf(arm, arm.name)),
    rowOf(again, 'A/A: nobody against nobody'),
    rowOf(late, 'control: held up by 1 ms'),
    '',
  ]
}

function rowOf({ difference, broken }: Arm, name: string): string {
  const { auc, aucInterval, d, medianDifference, medianInterval, median, quantiles } = difference
  const cells = [
    name,
    (median + medianDifference).toFixed(2),
    `${auc.toFixed(3)} (${aucInterval.map((end) => end.toFixed(3)).join('–')})`,
    d.toFixed(3),
    `${medianDifference.toFixed(3)} (${medianInterval.map((end) => end.toFixed(3)).join(' to ')})`,
    quantiles.map((part) => `${(part * 100).toFixed(1)} %`).join(', '),
    broken.length === 0 ? 'alike' : `differs: ${broken.join('; ')}`,
  ]
  return `| ${cells.join(' | ')} |`
}
