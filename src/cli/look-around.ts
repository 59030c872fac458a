import type { Deps } from '../deps.ts'
import { examine, type Finding } from '../overview/examine.ts'
import type { Answer } from './command.ts'

const marks = { ok: '  ok     ', warning: '  warning', fault: '  FAULT  ' }

/** Everything an operator answers for, as seen from beside the database. Changes nothing. */
export async function doctorHere(deps: Pick<Deps, 'clock' | 'config'>): Promise<Answer> {
  return inFindings(await examine(deps))
}

/** Findings as `doctor` says them, with advice where something is not well; the code is 1 where something is a fault. */
export function inFindings(findings: Finding[]): Answer {
  const lines = findings.flatMap(({ state, what, text, advice }) => [
    `${marks[state]}  ${what}: ${text}`,
    ...(advice && state !== 'ok' ? [`             ${advice}`] : []),
  ])
  const isFaulty = findings.some(({ state }) => state === 'fault')
  return { text: lines.join('\n'), data: findings, code: isFaulty ? 1 : 0 }
}
