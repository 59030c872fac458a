import type { Socket } from 'node:net'
import { type Conversation, converse } from './conversation.ts'
import { startDeadline } from './deadline.ts'
import { refusal, refuse, type Scene, say, shown } from './diagnose-scene.ts'
import type { Told } from './diagnose-stages.ts'
import { shakeHands } from './diagnose-tls.ts'
import type { ResolvedAddress } from './egress.ts'
import { heloName } from './helo-name.ts'
import { greetsLikeMail, speaksFirst, speaksTls } from './sniff.ts'

/** A conversation that may go on, and what the server says it can do. */
export interface Opened {
  line: Conversation
  capabilities: string[]
}

type Reached = { socket: Socket; addresses: ResolvedAddress[] }

/** Greeting and encryption, in the order the protection asks for. Rejects with what delivery would, and with what a closer look at
 *  the peer found. */
export async function openConversation(scene: Scene, reached: Reached): Promise<Opened> {
  const { server, walk } = scene
  if (server.protection === 'None') {
    walk.skip('tls', 'Not encrypted: Connect Protection is None.')
    return walk.pass('greeting', (told) => greet(scene, reached, told))
  }
  if (server.protection === 'SslTls') {
    const isEarly = await speaksFirst(reached.socket, scene.limits.quietMs)
    const channel = await walk.pass('tls', async (told) => {
      if (isEarly) refuseEarlyGreeting(reached.socket)
      return encrypt(scene, reached.socket, told)
    })
    return walk.pass('greeting', (told) => greet(scene, { ...reached, socket: channel }, told))
  }
  const { line, capabilities } = await walk.pass('greeting', (told) => greet(scene, reached, told))
  return walk.pass('tls', async (told) => {
    await startTls(scene, line, capabilities)
    const channel = await encrypt(scene, reached.socket, told)
    const secured = listenTo(scene, channel)
    return { line: secured, capabilities: await introduce(scene, secured) }
  })
}

/** A TLS server never speaks first: what does is another kind of server, which shall not see a handshake it takes for an attack. */
function refuseEarlyGreeting(socket: Socket): never {
  const code = greetsLikeMail(socket) ? 'ERR_SSL_WRONG_VERSION_NUMBER' : 'EPLAIN'
  throw Object.assign(new Error('Plain text'), { code })
}

async function greet(scene: Scene, { socket, addresses }: Reached, told: Told): Promise<Opened> {
  const { server, limits, progress } = scene
  const line = listenTo(scene, socket)
  const patience = startDeadline(limits.greetingMs)
  try {
    const greeting = line.greeting()
    // who has begun to greet may be slow on purpose, to tell mail servers from senders of spam
    const reply = await patience
      .race(greeting)
      .catch((error) => (progress.greeted && isLate(error) ? greeting : Promise.reject(error)))
    told.reply = shown(scene, reply)
    refuse(reply, '220', 'CONN')
    return { line, capabilities: await introduce(scene, line) }
  } catch (error) {
    if (!isLate(error) || progress.greeted || server.protection === 'SslTls') throw error
    throw Object.assign(error as Error, { speaksTlsAtOnce: await speaksTls(addresses, server, limits.probeMs) })
  } finally {
    patience.clear()
  }
}

function isLate(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ETIMEDOUT'
}

function listenTo({ transcript, progress }: Scene, socket: Socket): Conversation {
  const hear = (line: string) => {
    progress.greeted = true
    transcript.add('S', line)
  }
  return converse(socket, { hear, greeted: progress.greeted })
}

/** EHLO, or HELO where that is unknown; gives what the server says it can do. */
async function introduce(scene: Scene, line: Conversation): Promise<string[]> {
  const name = heloName(scene.server)
  const reply = await say(scene, line, `EHLO ${name}`)
  if (reply.code === 250) return reply.lines.slice(1).map((text) => text.slice(4))
  refuse(await say(scene, line, `HELO ${name}`), '250', 'HELO')
  return []
}

/** Asked for even where it is not on the list: a list can be tampered with, and the answer tells why there is no encryption. */
async function startTls(scene: Scene, line: Conversation, capabilities: string[]): Promise<void> {
  const reply = await say(scene, line, 'STARTTLS')
  const { unasked } = line.release()
  if (reply.code !== 220) {
    const offered = capabilities.some((text) => /^STARTTLS\b/i.test(text))
    throw Object.assign(refusal(reply, 'STARTTLS'), {
      offered,
      stripped: capabilities.some((text) => /^X{4,}/.test(text)),
    })
  }
  if (unasked) throw Object.assign(new Error('Early data'), { code: 'EEARLY' })
}

async function encrypt(scene: Scene, socket: Socket, told: Told): Promise<Socket> {
  const { channel, protocol, certificate, fault } = await shakeHands(socket, scene.server, scene.letter.date)
  scene.diagnosis.certificate = certificate
  scene.transcript.add('--', `encrypted: ${protocol}`)
  told.detail = protocol
  if (!fault) return channel
  channel.destroy()
  throw fault
}
