import type { Deps } from '../deps.ts'
import { canonicalAddress } from '../mail/address.ts'
import { isLocked } from '../mail/deliver.ts'
import { savedMailSettings } from '../organization/mail-settings.ts'
import { readSettings } from '../organization/settings.ts'
import { record } from '../organization/smtp-act.ts'
import { type TestResult, toResult } from '../organization/smtp-result.ts'
import { sendTest } from '../smtp/send-test.ts'
import { listUsers } from '../users/search.ts'
import { type Answer, commandLine, type DatabaseCommand, type Given, refusal, UsageFault } from './command.ts'
import { inColumns } from './in-columns.ts'

/** Sends one real mail with the saved settings and says how each step went. */
export const mailTest: DatabaseCommand<{ to: string }> = {
  says: 'sends one mail with the saved SMTP settings and says how each step went',
  usage: 'mail test [--to address] [--json]',
  options: { to: { type: 'string' }, json: { type: 'boolean' } },
  read,
  act: test,
}

function read({ values: { to } }: Given): { to: string } {
  const address = to === undefined ? '' : canonicalAddress(String(to))?.address
  if (address === undefined) throw new UsageFault('--to is one address such as name@example.org.')
  return { to: address }
}

async function test(deps: Deps, { to }: { to: string }): Promise<Answer> {
  const [saved, { smtp, organizationName, supportContact }] = await Promise.all([
    savedMailSettings(deps.config),
    readSettings(),
  ])
  if (!saved || !smtp) return refusal('Nothing was sent: the SMTP server is not configured.')
  if (isLocked(saved)) return refusal(`Nothing was sent: ${saved.reason}`)
  const address = to || (await firstAdministrator())
  if (!address) return refusal('Nothing was sent: nobody is administrator yet. Say where it goes with --to.')
  const diagnosis = await sendTest(deps, {
    settings: saved,
    to: { name: '', address },
    askedBy: commandLine.username,
    organizationName,
    supportContact,
    language: 'en',
  })
  const { failure } = diagnosis
  const note = failure ? `failed at ${failure.stage}` : 'accepted'
  const outcome = failure ? ('refused' as const) : ('done' as const)
  await record(deps, { values: smtp, by: commandLine, address: '' }, { action: 'smtp.tested', outcome, note })
  const result = toResult({ to: address, diagnosis })
  return { text: inText(result), data: result, code: failure ? 1 : 0 }
}

async function firstAdministrator(): Promise<string | undefined> {
  const wanted = { prefix: '', role: 'administrator', status: 'active', skip: 0, limit: 1 } as const
  return (await listUsers(wanted)).users[0]?.email
}

function inText({ text, detail, said, advice, stages, certificate, transcript, ok }: TestResult): string {
  const steps = stages.map(({ title, word, time, reply, detail }) => [
    `  ${title}`,
    word,
    time,
    [reply, detail].filter(Boolean).join(' · '),
  ])
  const shown = certificate && [`Certificate: ${certificate.subject}, from ${certificate.issuer}, ${certificate.valid}`]
  const heard = ok ? [] : ['', 'What was said:', transcript]
  const why = [detail, said && `The server said: ${said}`, advice].filter(Boolean)
  return [text, ...why, '', inColumns(steps), ...(shown ?? []), ...(certificate?.problems ?? []), ...heard].join('\n')
}
