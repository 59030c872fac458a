import type { Config } from '../config.ts'
import { prepareData } from '../database/prepare.ts'
import type { Deps } from '../deps.ts'
import { askServer, serverUrl } from './ask-server.ts'
import { type Answer, refusal } from './command.ts'
import { configured, inLines } from './configured.ts'
import { here } from './here.ts'

/** What a command wants done beside the database. */
interface Wish<Input> {
  name: string
  act(deps: Deps, input: Input): Promise<Answer>
  input: Input
}

/** Does what a command wants where the database can be had: in this process, or, where a running server has the embedded file, in that
 *  server. On MongoDB it is always this process, beside any number of servers. */
export async function reach<Input>({ name, act, input }: Wish<Input>): Promise<Answer> {
  const config = configured()
  if (Array.isArray(config)) return refusal(inLines(config))
  const done = await here(config, async (deps) => {
    await prepareData(deps.clock.now())
    const answer = await act(deps, input)
    await deps.background.idle()
    return answer
  })
  if ('result' in done) return done.result
  if (config.mongodbUri !== undefined) return refusal(`MongoDB does not answer: ${done.refusal}`)
  return (await askServer(config, { act: name, input })) ?? refusal(noServer(config, done.refusal))
}

/** What to say where neither the file nor a server that has it can be reached. */
export function noServer(config: Config, why: string): string {
  const hint = 'Give this command the same ADMIN_HOST, ADMIN_PORT and SECRETS as the server, or stop the server.'
  return `${why}.\nNo server of this configuration answers at ${serverUrl(config)}. ${hint}`
}
