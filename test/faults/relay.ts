import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { type Mood, readMood } from './relay-mood.ts'
import type { Stage } from './schedule.ts'

/** An SMTP server in a process of its own. It answers as the mood file says at that moment, and writes down what it took before it
 *  says so: its log survives its own kill -9. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, log: { type: 'string' }, mood: { type: 'string' } },
})
const log = openSync(values.log ?? '', 'a')
const connectedAt = new Map<string, number>()

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  closeTimeout: 100,
  onConnect: (session, done) => {
    connectedAt.set(session.id, Date.now())
    obey('connect', session, done)
  },
  onClose: (session) => void connectedAt.delete(session.id),
  onMailFrom: (_address, session, done) => obey('sender', session, done),
  onRcptTo: (_address, session, done) => obey('recipient', session, done),
  onData: (stream, session, done) => {
    take(stream, session, done).catch(done)
  },
})
server.on('error', () => {})
server.listen(Number(values.port), '127.0.0.1')
process.on('exit', () => closeSync(log))

type Done = (error?: Error | null, message?: string) => void

function obey(stage: Stage, session: SMTPServerSession, done: Done): void {
  const mood = readMood(values.mood ?? '')
  if (isTurnOf(mood, 'drop', stage)) hangUp(session)
  else if (isTurnOf(mood, 'refuse', stage)) done(refusal(mood))
  else setTimeout(done, mood?.kind === 'slow' ? mood.delayMs : 0)
}

async function take(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> {
  const mood = readMood(values.mood ?? '')
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  if (isTurnOf(mood, 'drop', 'data')) return hangUp(session)
  if (isTurnOf(mood, 'refuse', 'data')) return done(refusal(mood))
  const parsed = await simpleParser(Buffer.concat(chunks))
  const copy = `${session.id}-${process.pid}-${performance.now()}`
  const link = /https?:\/\/\S+token=\S+/.exec(parsed.text ?? '')?.[0] ?? ''
  const to = session.envelope.rcptTo.map(({ address }) => address).join(' ')
  const cut = isTurnOf(mood, 'cut', undefined)
  const { messageId = '', subject = '' } = parsed
  const by = session.hostNameAppearsAs || ''
  const since = connectedAt.get(session.id) ?? 0
  note({ taken: copy, by, since, at: Date.now(), messageId, to, subject, link, cut })
  if (cut) return hangUp(session)
  setTimeout(
    () => {
      done(null, 'OK: taken')
      // said to the socket; a kill before this line leaves the copy unanswered in the log, which is what it may have been
      setImmediate(() => note({ answered: copy }))
    },
    mood?.kind === 'slow' ? mood.delayMs : 0,
  )
}

function isTurnOf(mood: Mood | undefined, kind: Mood['kind'], stage: Stage | undefined): boolean {
  if (mood?.kind === 'chaos') return (kind === 'drop' || kind === 'cut') && Math.random() < mood.share
  return mood?.kind === kind && (stage === undefined || mood.stage === stage)
}

function refusal(mood: Mood | undefined): Error {
  return Object.assign(new Error('not now'), { responseCode: mood?.code ?? 451 })
}

function hangUp(session: SMTPServerSession): void {
  const connections = server.connections as unknown as Set<{ session: { id: string }; _socket: { destroy(): void } }>
  for (const connection of connections) if (connection.session.id === session.id) connection._socket.destroy()
}

function note(line: object): void {
  appendFileSync(log, `${JSON.stringify(line)}\n`)
  fsyncSync(log)
}
