import type { Diagnosis, PeerCertificate, Stage, StageName } from '../deps.ts'

const titles: Record<StageName, string> = {
  lookup: 'Name look-up',
  connect: 'Connect',
  tls: 'TLS',
  greeting: 'Greeting',
  token: 'Access token',
  authentication: 'Authentication',
  sender: 'Sender',
  recipient: 'Recipient',
  data: 'Data',
}

const states: Record<Stage['state'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  skipped: 'Not used',
  'not-reached': 'Not reached',
}

/** A test as the page shows it. */
export interface TestResult {
  ok: boolean
  text: string
  detail?: string
  said?: string | undefined
  advice?: string
  stages: { title: string; state: Stage['state']; word: string; time: string; reply: string; detail: string }[]
  certificate: ReturnType<typeof certificateCard> | undefined
  transcript: string
}

/** Puts a diagnosis into words: the verdict, the steps with their times, the certificate, the transcript. */
export function toResult({ to, diagnosis }: { to: string; diagnosis: Diagnosis }): TestResult {
  const { failure, certificate, transcript, stages } = diagnosis
  const shown = {
    stages: stages.map(stageLine),
    certificate: certificate && certificateCard(certificate),
    transcript: transcript.join('\n'),
  }
  const reply = (name: StageName | undefined) => stages.find((stage) => stage.name === name)?.reply
  if (!failure) {
    const detail = `The mail to ${to} was accepted: ${reply('data') ?? ''}`
    return { ok: true, text: 'SMTP Test succeeded!', detail, ...shown }
  }
  const { stage, reason, advice } = failure
  const detail = `${titles[stage]}: ${reason}`
  return { ok: false, text: 'SMTP Test Failed', detail, said: reply(stage), advice, ...shown }
}

function stageLine({ name, state, ms, reply = '', detail = '' }: Stage) {
  const time = ms === undefined ? '' : ms < 1 ? 'under 1 ms' : `${ms.toLocaleString('en')} ms`
  return { title: titles[name], state, word: states[state], time, reply, detail }
}

function certificateCard({ problems, ...certificate }: PeerCertificate) {
  const day = (date: Date) => (Number.isNaN(date.getTime()) ? 'unreadable' : date.toISOString().slice(0, 10))
  return {
    subject: certificate.subject || 'none',
    issuer: certificate.issuer || 'none',
    names: certificate.names.join(', ') || 'none',
    valid: `${day(certificate.validFrom)} to ${day(certificate.validUntil)}`,
    fingerprint: certificate.fingerprint,
    problems,
  }
}
