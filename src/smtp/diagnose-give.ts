import type { Conversation } from './conversation.ts'
import { refusal, refuse, type Scene, say, shown } from './diagnose-scene.ts'
import { mechanismsIn, signInAs } from './diagnose-sign-in.ts'
import type { Told } from './diagnose-stages.ts'
import { asSent } from './message-text.ts'
import { secretsOf } from './secrets.ts'
import type { TokenSource } from './sign-in.ts'
import { maskFor } from './transcript.ts'

/** The token stage and the sign-in, where the form asks for one. */
export async function signIn(scene: Scene, line: Conversation, capabilities: string[]): Promise<void> {
  const { server, walk, limits } = scene
  if (!server.userName) return walk.skip('authentication', 'No sign-in: Authentication is None.')
  const source = server.oauth && (await walk.pass('token', (told) => getToken(scene, told, limits.diagnosisMs)))
  await walk.pass('authentication', async (told) => {
    const offers = mechanismsIn(capabilities)
    const sayMasked = (text: string) => say(scene, line, text, /^AUTH \S+/.exec(text)?.[0].concat(' ***') ?? '***')
    const reply = await signInAs(server, { say: sayMasked, offers, source })
    told.reply = shown(scene, reply)
    if (reply.code !== 235) throw Object.assign(refusal(reply, 'AUTH'), { code: 'EAUTH' })
  })
}

async function getToken(scene: Scene, told: Told, ms: number): Promise<TokenSource> {
  const { accessToken, expiresInSeconds, newRefreshToken } = await scene.freshToken(scene.server, ms)
  scene.diagnosis.newRefreshToken = newRefreshToken
  scene.progress.mask = maskFor([...secretsOf(scene.server, accessToken), newRefreshToken])
  scene.transcript.add('--', 'access token granted')
  told.detail = `Access token granted, for ${expiresInSeconds} seconds.`
  const token = async () => ({ value: accessToken, wasKept: false })
  return { token, renewed: token }
}

/** Sender, recipient and the mail itself. Resolves once the server has confirmed the mail. */
export async function give(scene: Scene, line: Conversation): Promise<void> {
  const { letter, message, walk, progress, transcript } = scene
  const step = async (told: Told, command: string, wanted: string) => {
    const reply = await say(scene, line, command)
    told.reply = shown(scene, reply)
    refuse(reply, wanted, command.split(':')[0] ?? '')
  }
  await walk.pass('sender', (told) => step(told, `MAIL FROM:<${letter.from.address}>`, '2'))
  await walk.pass('recipient', (told) => step(told, `RCPT TO:<${letter.to.address}>`, '2'))
  await walk.pass('data', async (told) => {
    await step(told, 'DATA', '354')
    progress.step = 'reply'
    told.reply = undefined
    transcript.add('C', `(the mail, ${message.length} bytes)`)
    line.write(asSent(message))
    const reply = await line.answer()
    told.reply = shown(scene, reply)
    refuse(reply, '2', 'DATA')
  })
}
