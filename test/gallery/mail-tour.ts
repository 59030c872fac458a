import { Mail } from '../../src/mail/queue.ts'
import type { Browser } from '../support/browser.ts'
import { alice, configureSmtp, forgot, signInToConsole, switchReset } from '../support/people.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import type { Town } from './town.ts'

const organization = '/configuration/organization'

/** Mail and overview: letters in every state, a relay that is away, refuses the password or is back, and a month of figures. */
export async function mailTour(town: Town): Promise<void> {
  await letters(town)
  await relayAway(town)
  await queuePaused(town)
  await month(town)
}

async function letters({ latchkey, smtp, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(20)
  const console = await signInToConsole(latchkey)
  await forgot(latchkey, alice.username)
  await snap('letter-sent', await newest(console))
  const reason = `5.1.1 ${alice.email}: mailbox unavailable, see https://relay.example.test/${'0123456789abcdef'.repeat(3)}`
  smtp.refuse({ stage: 'recipient', code: 550, text: reason, times: 1 })
  latchkey.clock.advanceMinutes(1)
  await forgot(latchkey, alice.username)
  await snap('letter-failed', await newest(console))
  await snap('letter-failed-retried', await console.submit('Try again'))
  await snap('letter-unknown', await console.open('/mail/no-such-letter'))
}

async function relayAway({ latchkey, smtp, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(20)
  const console = await signInToConsole(latchkey)
  smtp.refuse({ stage: 'sender', code: 451, text: '4.7.1 Greylisted, please try again in 300 seconds' })
  await forgot(latchkey, alice.username)
  latchkey.clock.advanceMinutes(11)
  await latchkey.deps.background.idle()
  await snap('letter-queued', await newest(console))
  await snap('mail-not-leaving', await console.open('/mail'))
  await Mail.updateOne({ state: 'queued' }, { leasedUntil: new Date(latchkey.clock.now().getTime() + 60_000) })
  await snap('letter-moving', await newest(console))
  await Mail.updateOne({ state: 'queued' }, { leasedUntil: null })
  await newest(console)
  await snap('letter-cancelled', await console.submit('Cancel letter'))
  latchkey.clock.advanceMinutes(1)
  await forgot(latchkey, alice.username)
  latchkey.clock.advanceMinutes(45)
  await latchkey.deps.background.idle()
  await snap('letter-expired', await newest(await signInToConsole(latchkey)))
  smtp.refuse(undefined)
}

async function queuePaused({ latchkey, smtp, snap }: Town): Promise<void> {
  const strict = await startSmtpServer({ credentials: { user: 'latchkey', pass: 'the right one' } })
  const console = await signInToConsole(latchkey)
  await configureSmtp(console, strict.port)
  await console.open(`${organization}/smtp`)
  const credentials = { authentication: 'password', user_name: 'latchkey', password: 'a wrong one' }
  await console.submit('Update', credentials)
  latchkey.clock.advanceMinutes(1)
  await forgot(latchkey, alice.username)
  for (const [name, path] of Object.entries({
    'mail-paused': '/mail',
    'letter-paused': (await newest(console)).path,
    'overview-mail-broken': '/',
    'doctor-mail-broken': '/doctor',
    'system-mail-broken': `${organization}/system`,
    'user-new-mail-broken': '/users/new',
    'import-mail-broken': '/users/import',
  }))
    await snap(name, await console.open(path))
  await snap('smtp-test-wrong-password', await testWith(console, {}))
  await snap('smtp-password-wanted', await testWith(console, { host: 'other.example.test' }))
  await strict.close()
  await configureSmtp(console, smtp.port)
  await console.open(`${organization}/system`)
  await latchkey.deps.background.idle()
}

async function month({ latchkey, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(5)
  await latchkey.deps.background.idle()
  const console = await signInToConsole(latchkey)
  await snap('overview', await console.open('/'))
  await snap('overview-day', await console.open('/?period=24h'))
  await snap('doctor', await console.open('/doctor'))
  await snap('mail', await console.open('/mail'))
  await snap('mail-older', await console.follow('Older'))
  await snap('mail-filtered', await console.open('/mail?state=sent&recipient=alice'))
  await snap('mail-no-match', await console.open('/mail?state=expired&kind=invitation&recipient=zz'))
  await switchReset(console, 'off')
  await snap('system-off', console)
  await snap('overview-reset-off', await console.open('/'))
  await snap('user-reset-off', await console.open(await pathOf(console, alice.username)))
  await switchReset(console, 'on')
}

async function newest(console: Browser): Promise<Browser> {
  await console.open('/mail')
  return console.open(console.$('tbody th a').first().attr('href') ?? '')
}

async function testWith(console: Browser, values: Record<string, string>): Promise<Browser> {
  await console.open(`${organization}/smtp`)
  return console.submit('Test Configuration', values)
}

async function pathOf(console: Browser, username: string): Promise<string> {
  await console.open(`/users?q=${username}`)
  return console.$('tbody th a').first().attr('href') ?? ''
}
