// Over 120 lines: what goes in, what leaves, and what must be the same about both stand side by side.

import fc from 'fast-check'
import type { Letter, SmtpServer } from '../../src/deps.ts'
import { canonicalAddress, isMailAddress } from '../../src/mail/address.ts'
import { SmtpFault } from '../../src/smtp/fault.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { anyText } from './nasty.ts'
import type { Options } from './options.ts'
import { type Conversation, openSink } from './smtp-sink.ts'

const part = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-zA-Z0-9._+'&=~#$^*/-]{1,20}$/), weight: 5 },
  {
    arbitrary: fc.constantFrom(
      'alice',
      'a.b',
      'a..b',
      '"a b"',
      'a,b',
      'a;b',
      'a:b',
      'a<b',
      'a(b)',
      'a\\b',
      'a%b',
      'a!b',
      'ⅷ',
      'аlice',
      'a ',
    ),
    weight: 2,
  },
  anyText,
)
const domain = fc.oneof(
  { arbitrary: fc.domain(), weight: 5 },
  {
    arbitrary: fc.constantFrom(
      'bücher.example',
      'xn--bcher-kva.example',
      '例え.テスト',
      'EXAMPLE.test',
      'a.1',
      '[127.0.0.1]',
      'a..b',
      '-a.b',
      'ａ.test',
      'a。b',
    ),
    weight: 2,
  },
  anyText,
)
const address = fc
  .tuple(
    part,
    fc.oneof({ arbitrary: fc.constant('@'), weight: 8 }, fc.constantFrom('', '@@', '＠', '@a@', ' @')),
    domain,
    fc.oneof({ arbitrary: fc.constant(''), weight: 5 }, anyText),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([local, at, host, odd, place]) => {
    const text = `${local}${at}${host}`
    const index = Math.floor(text.length * place)
    return text.slice(0, index) + odd.slice(0, 40) + text.slice(index)
  })

const letters = fc.record({
  to: address,
  from: address,
  replyTo: fc.option(address, { nil: undefined }),
  name: anyText,
  subject: anyText,
  text: anyText,
})

const allowedHeaders = new Set(
  [
    'from',
    'to',
    'reply-to',
    'subject',
    'message-id',
    'date',
    'mime-version',
    'content-type',
    'content-transfer-encoding',
  ].concat(['auto-submitted', 'x-auto-response-suppress', 'content-language']),
)

/** Puts so many addresses, with names and subjects of all kinds, to what weighs them and then to the mail builder, over a real connection.
 *  What leaves is exactly what was weighed, or nothing. Gives how many left, and the finding where there is one. */
export async function mailAddresses({
  addresses,
  seed,
  minutes,
}: Options): Promise<{ sent: number; refused: number; finding?: string }> {
  const heard: Conversation[] = []
  const sink = await openSink((said) => heard.push(said))
  const server = { host: '127.0.0.1', port: sink.port, protection: 'None', trust: 'system' } as unknown as SmtpServer
  const transport = createSmtpTransport()
  const counts = { sent: 0, refused: 0 }
  const property = fc.asyncProperty(letters, async ({ to, from, replyTo, name, subject, text }) => {
    demandOneSpelling(to)
    const kept = (text: string) => canonicalAddress(text)?.address
    const recipient = kept(to) ?? to
    const letter: Letter = {
      messageId: 'id@latchkey.test',
      date: new Date(0),
      from: { name, address: kept(from) ?? 'sender@example.test' },
      replyTo: kept(replyTo ?? ''),
      to: { name, address: recipient },
      subject,
      text,
      html: '<p>x</p>',
      language: 'en',
    }
    heard.length = 0
    const outcome = await transport.send(server, letter).catch((error) => error)
    if (outcome instanceof SmtpFault) {
      counts.refused++
      if (isMailAddress(recipient) || heard.length > 0)
        throw new Error(`a good address was refused, or a refused one left: ${outcome.message}`)
      return
    }
    if (outcome instanceof Error) throw outcome
    counts.sent++
    demandExactly(letter, heard)
  })
  const limit = { interruptAfterTimeLimit: minutes * 60_000 }
  const result = await fc.check(property, { numRuns: addresses, seed, ...limit })
  sink.close()
  return result.failed && result.counterexample
    ? { ...counts, finding: `${String(result.errorInstance)}\nseed ${seed} ${JSON.stringify(result.counterexample)}` }
    : counts
}

/** The spelling that is kept is itself kept as it is. */
function demandOneSpelling(text: string): void {
  const kept = canonicalAddress(text)
  if (!kept) return
  const again = canonicalAddress(kept.address)
  if (!isMailAddress(kept.address) || again?.address !== kept.address || again.key !== kept.key)
    throw new Error(`the spelling kept is not kept: ${kept.address}`)
}

function demandExactly({ from, to }: Letter, heard: Conversation[]): void {
  const [said] = heard
  const envelope = said?.commands.filter((line) => /^(mail|rcpt)/i.test(line)) ?? []
  const wanted = [`MAIL FROM:<${from.address}>`, `RCPT TO:<${to.address}>`]
  if (heard.length !== 1 || said?.mails.length !== 1 || envelope.join('\n') !== wanted.join('\n'))
    throw new Error(`the envelope was ${JSON.stringify(said?.commands)}`)
  const head = said.mails[0]?.split('\r\n\r\n')[0] ?? ''
  const names = head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
  const odd = names.find((name, at) => !allowedHeaders.has(name) || names.indexOf(name) !== at)
  if (odd !== undefined) throw new Error(`the header ${odd} does not belong there`)
  if (/[\r\n]/.test(head.replaceAll('\r\n', ''))) throw new Error('a bare line end in the head')
  const recipient = head.split(/\r\n(?![ \t])/).find((line) => /^to:/i.test(line)) ?? ''
  const unfolded = recipient.replaceAll(/\r\n[ \t]/g, ' ')
  if (unfolded !== `To: ${to.address}` && !unfolded.endsWith(`<${to.address}>`))
    throw new Error(`the head says ${unfolded}`)
}
