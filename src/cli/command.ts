import type { ParseArgsConfig } from 'node:util'
import type { Deps } from '../deps.ts'

/** What was typed behind the name of a command, taken apart. */
export interface Given {
  values: Record<string, string | boolean | undefined>
  words: string[]
}

/** What a command says: `text` for people, `data` the same for machines (`--json`). The code is 1 where something is wrong;
 *  `refused` where nothing was done, so that it is told apart from what was found. */
export interface Answer {
  text: string
  code: 0 | 1
  data?: unknown
  refused?: true
}

/** What `--help` says, and how its words and options are read. */
interface Described {
  says: string
  usage: string
  options?: ParseArgsConfig['options']
  /** How many words stand behind the name, at least and at most. */
  words?: [least: number, most: number]
}

/** A command whose work is done beside the database: in this process, or in the server that has the file. `read` throws
 *  `UsageFault` where it cannot use what was typed; what it returns and what `act` answers can be written as JSON. */
export interface DatabaseCommand<Input> extends Described {
  read(given: Given): Input
  act(deps: Deps, input: Input): Promise<Answer>
  /** What is left to do where the command was typed. */
  finish?(answer: Answer, given: Given): Answer
}

/** A command that looks after the database itself. */
export interface LocalCommand extends Described {
  run(given: Given): Promise<Answer>
}

export type Command = DatabaseCommand<unknown> | LocalCommand

/** What was typed cannot be used; the message says why in a sentence. The exit code is 2. */
export class UsageFault extends Error {}

/** Nothing was done, for this reason. */
export function refusal(text: string): Answer {
  return { text, code: 1, refused: true }
}

/** Who acts where a command does: nobody with an account. */
export const commandLine = Object.freeze({ id: 'command-line', username: 'command-line', address: '' })
