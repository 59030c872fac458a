import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import type { Goal, Line, Step } from './step.ts'

/** A line of the report: a promise with its figure, by which command, in how many seconds. */
export interface Row extends Line {
  command: string
  seconds: number
}

/** Runs a step and reads its figures. A report that cannot be read and a time limit that is reached are failures, never errors. */
export async function takeStep(
  step: Step,
  { folder, env, signal }: { folder: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<{ rows: Row[]; goals: Goal[] }> {
  const log = join(folder, `${step.name}.log`)
  const { code, printed, seconds } = await runCommand(step.command(folder), { log, minutes: step.minutes, env, signal })
  const ended = { code, printed, folder }
  const rowsOf = (lines: Line[]) => lines.map((line) => ({ ...line, command: commandOf(step), seconds }))
  const failed = (figure: string) => ({ rows: rowsOf([{ promise: step.promise, figure, verdict: 'fail' }]), goals: [] })
  if (code === undefined) return failed(`did not come to its end (${Math.round(seconds / 60)} minutes)`)
  try {
    return { rows: rowsOf(step.read(ended)), goals: step.goals?.(ended) ?? [] }
  } catch (error) {
    return failed(
      `ended with ${code}, and its figures cannot be read (${error instanceof Error ? error.message : error})`,
    )
  }
}

/** The row of a step that is left out, with the reason. */
export function leftOut(step: Step, reason: string): Row {
  return { promise: step.promise, figure: reason, verdict: 'not run', command: commandOf(step), seconds: 0 }
}

/** The command as somebody would type it. */
function commandOf(step: Step): string {
  return step
    .command('DIR')
    .filter((word) => word !== '--silent' && !word.startsWith('--reporter') && !word.startsWith('--outputFile'))
    .join(' ')
    .replace(/ --$/, '')
}
