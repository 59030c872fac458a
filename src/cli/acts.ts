import type { Deps } from '../deps.ts'
import type { Answer } from './command.ts'
import { commands } from './commands.ts'
import { holdFile, releaseFile } from './hold-file.ts'
import { doctorHere } from './look-around.ts'

/** Something a running server does for the command line. */
interface Acting {
  act(deps: Deps, input: unknown): Promise<Answer>
}

/** What commands that look after the database themselves ask of the server. */
const parts: Readonly<Record<string, Acting>> = Object.freeze({
  doctor: { act: doctorHere },
  'hold-file': { act: holdFile },
  'release-file': { act: releaseFile },
})

/** What a call by this name does; undefined where there is nothing by that name. */
export function actOf(name: string): Acting['act'] | undefined {
  if (Object.hasOwn(parts, name)) return parts[name]?.act
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  return command && 'act' in command ? (deps, input) => command.act(deps, input) : undefined
}
