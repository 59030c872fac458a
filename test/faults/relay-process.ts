import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Supervised, supervise } from './supervise.ts'

/** The SMTP server as a process that is started again whenever it ends. */
export function relayProcess(at: { folder: string; port: number; logFile: string; moodFile: string }): Supervised {
  const program = join(import.meta.dirname, 'relay.ts')
  const said = openSync(join(at.folder, 'relay.out'), 'a')
  const args = ['--import', 'tsx', program, '--port', String(at.port), '--log', at.logFile, '--mood', at.moodFile]
  return supervise({
    name: 'relay',
    launch: () => spawn(process.execPath, args, { stdio: ['ignore', said, said] }),
    answers: () => isOpen(at.port),
  })
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
