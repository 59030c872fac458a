import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.ts'

/** A server that speaks MongoDB's protocol, as the environment that its users need; or the reason why there is none. */
export type Mongodb = { env: NodeJS.ProcessEnv; stop(): void } | { missing: string }

const startMinutes = 5

/** The server that MONGODB_TEST_URI names, else the `mongod` on the path, else the one that CI uses, started in `folder`. */
export async function openMongodb(folder: string, signal: AbortSignal): Promise<Mongodb> {
  const { MONGODB_TEST_URI, PATH = '' } = process.env
  const isThere = PATH.split(delimiter).some((place) => existsSync(join(place, 'mongod')))
  // The runner of the tests starts a `mongod` by itself.
  if (MONGODB_TEST_URI || isThere) return { env: {}, stop: () => {} }
  const log = join(folder, 'mongodb.log')
  const place = join(folder, 'mongodb')
  const stop = () => endOf(join(place, 'pid'))
  const { code, printed } = await runCommand(['bash', '.ci/mongodb', place], {
    log,
    minutes: startMinutes,
    env: {},
    signal,
  })
  const uri = /^MONGODB_TEST_URI=(.+)$/m.exec(printed)?.[1]
  if (code === 0 && uri) return { env: { MONGODB_TEST_URI: uri, ...faultsOn(place) }, stop }
  stop()
  return { missing: 'no server that speaks MongoDB’s protocol could be started; set MONGODB_TEST_URI' }
}

/** The fault runner starts servers of its own, since it kills them. */
function faultsOn(place: string): NodeJS.ProcessEnv {
  const given = process.env.FAULTS_MONGODB_COMMAND
  const program = join(place, 'venv/bin/secantusd-py')
  const own = `${program} --port PORT --storage-path DATA --sync-on-commit --enable-test-commands`
  return { FAULTS_MONGODB_COMMAND: given ?? own }
}

function endOf(pidFile: string): void {
  if (!existsSync(pidFile)) return
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')))
  } catch {
    // It has ended already.
  }
}
