import type { Goal, Verdict } from './step.ts'
import type { Row } from './take-step.ts'

/** What was proven, where and when. */
export interface Report {
  at: string
  commit: string
  machine: string
  node: string
  /** Which steps were asked for, in words. */
  asked: string
  rows: Row[]
  goals: Goal[]
}

/** The report as a page of Markdown. */
export function inWords({ at, commit, machine, node, asked, rows, goals }: Report): string {
  const count = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length
  const failed = count('fail')
  const lines = [
    '# Attainment',
    '',
    `Written by \`npm run verify\` on ${at}, never by hand: commit ${commit}, Node ${node}, ${machine}. ${asked}`,
    '',
    `**${failed === 0 ? 'No promise is broken' : `${failed} broken`}**: ${count('pass')} pass, ${failed} fail, ${count('not run')} not run.`,
    '',
    ...table(
      ['promise', 'figure', 'verdict', 'command', 'seconds'],
      rows.map((row) => [row.promise, row.figure, row.verdict, `\`${row.command}\``, row.seconds.toFixed(0)]),
    ),
  ]
  const speed = [
    '',
    '## Speed, worked towards',
    '',
    'These figures are measured with their baseline in the same run. Their bars are goals: what is open here breaks no promise above and',
    'does not decide how `npm run verify` ends.',
    '',
    ...table(
      ['figure', 'bar', 'measured', 'standing'],
      goals.map((goal) => [goal.name, goal.bar, goal.figure, goal.standing]),
    ),
  ]
  return `${[...lines, ...(goals.length > 0 ? speed : [])].join('\n')}\n`
}

function table(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`,
  )
}
