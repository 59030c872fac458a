import type { Socket } from 'node:net'
import type { Diagnosis, Letter, SmtpServer } from '../deps.ts'
import { startDeadline } from './deadline.ts'
import { give, signIn } from './diagnose-give.ts'
import { openConversation } from './diagnose-open.ts'
import type { DiagnosisTools, Scene } from './diagnose-scene.ts'
import { startWalk } from './diagnose-stages.ts'
import { resolveRelay } from './egress.ts'
import { type Progress, toSmtpFault } from './fault-of.ts'
import { connectRelay } from './relay-socket.ts'
import { secretsOf } from './secrets.ts'
import { maskFor, startTranscript } from './transcript.ts'

const farewellMs = 1_000

/** Hands one real letter over, step by step, under the same rules as delivery, and tells what became of each step. Never throws for
 *  what the peer does, keeps at most 64 KiB of what it says, and ends within `diagnosisMs`. */
export async function diagnose(
  server: SmtpServer,
  { letter, message }: { letter: Letter; message: Uint8Array },
  tools: DiagnosisTools,
): Promise<Diagnosis> {
  const progress: Progress = { step: 'lookup', greeted: false, mask: maskFor(secretsOf(server)) }
  const transcript = startTranscript((line) => progress.mask(line))
  const deadline = startDeadline(tools.limits.diagnosisMs)
  const walk = startWalk(server, progress, deadline)
  const diagnosis: Diagnosis = { stages: walk.stages, transcript: transcript.lines }
  const sockets: Socket[] = []
  try {
    await handOver({ ...tools, server, letter, message, walk, progress, transcript, diagnosis }, sockets)
  } catch (error) {
    const stage = walk.stages.find(({ state }) => state === 'failed')
    if (!stage) throw error
    const { reason, advice, reply } = toSmtpFault(error, progress, server)
    stage.reply ??= reply
    transcript.add('--', reason)
    diagnosis.failure = { stage: stage.name, reason, advice }
  } finally {
    deadline.clear()
    // a server that took the mail hears the QUIT
    const end = () => {
      for (const socket of sockets) socket.destroy()
    }
    if (diagnosis.failure) end()
    else setTimeout(end, farewellMs).unref()
  }
  return diagnosis
}

async function handOver(scene: Scene, sockets: Socket[]): Promise<void> {
  const { server, walk, limits, egress } = scene
  const addresses = await walk.pass('lookup', async (told) => {
    const found = await resolveRelay(server, egress)
    told.detail = found.map(({ address }) => address).join(', ')
    return found
  })
  const socket = await walk.pass('connect', async (told) => {
    const opened = await connectRelay(addresses, server.port, limits.connectMs)
    sockets.push(opened)
    // the time may have been up before the connection was
    if (scene.diagnosis.failure) opened.destroy()
    told.detail = `${opened.remoteAddress} port ${opened.remotePort}`
    return opened
  })
  const { line, capabilities } = await openConversation(scene, { socket, addresses })
  await signIn(scene, line, capabilities)
  await give(scene, line)
  line.write('QUIT\r\n')
}
