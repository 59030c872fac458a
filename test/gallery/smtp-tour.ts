import { readSettings, saveSmtp } from '../../src/organization/settings.ts'
import { sealSecrets } from '../../src/organization/smtp-secrets.ts'
import { configureSmtp, signInToConsole } from '../support/people.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import type { Town } from './town.ts'

const smtp = '/configuration/organization/smtp'

/** SMTP Server Configuration: every provider, tests of every ending, certificates, and secrets that no longer open. */
export async function smtpTour(town: Town): Promise<void> {
  await first(town)
  await providers(town)
  await certificates(town)
  await lockedSecrets(town)
}

async function first({ latchkey, smtp: relay, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await console.open(smtp)
  await console.submit('Update', { host: 'not a host', port: '99999', from_email: 'nobody' })
  await snap('smtp-faulty', console)
  await configureSmtp(console, relay.port)
  await snap('system-first-run', console)
  await snap('smtp-saved', await console.open(smtp))
  await snap('smtp-test-succeeded', await console.submit('Test Configuration'))
  const text = '5.1.1 No such user here; see https://relay.example.test/policies/recipients?reason=unknown'
  relay.refuse({ stage: 'recipient', code: 550, text, times: 1 })
  await snap('smtp-test-refused', await console.submit('Test Configuration'))
  await snap('smtp-test-no-host', await console.submit('Test Configuration', { host: 'relay.invalid' }))
  for (let tests = 0; tests < 3; tests++) await console.submit('Test Configuration', { host: 'relay.invalid' })
  await snap('smtp-too-many-tests', console)
}

async function providers({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  for (const preset of ['google', 'microsoft']) {
    const href = (await console.open(smtp)).$(`.presets a[href*=${preset}]`).first().attr('href')
    if (href) await snap(`smtp-${preset}`, await console.open(href))
  }
  await console.open(smtp)
  const endpoint = 'https://login.example.test/organizations/4b2f1d8e-0c3a-4f7e-9a6b-1c2d3e4f5a6b/oauth2/v2.0/token'
  const oauth = { authentication: 'refresh-token', user_name: 'mail@example.test', token_endpoint: endpoint }
  await snap('smtp-oauth-faulty', await console.submit('Update', oauth))
}

async function certificates({ latchkey, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(1)
  const relay = await startSmtpServer({ tls: 'tls', certificate: 'other-name' })
  const console = await signInToConsole(latchkey)
  await console.open(smtp)
  const values = { host: '127.0.0.1', port: String(relay.port), protection: 'SslTls' }
  await snap('smtp-test-certificate-refused', await console.submit('Test Configuration', values))
  await snap('smtp-certificate-pinned', await console.submit('Pin this certificate'))
  await snap('smtp-test-certificate-believed', await console.submit('Test Configuration'))
  await console.open(smtp)
  const pem = { trust: 'ca', ca_certificate: relay.certificate }
  await snap('smtp-ca', await console.submit('Test Configuration', { ...values, ...pem }))
  await relay.close()
}

async function lockedSecrets({ latchkey, snap }: Town): Promise<void> {
  const { smtp: saved } = await readSettings()
  if (!saved) throw new Error('No SMTP settings are saved')
  const texts = { password: 'nobody knows', clientSecret: 'nobody knows', refreshToken: 'nobody knows' }
  const sealed = sealSecrets(['a secret that was lost meanwhile: 9876543210'], texts)
  await saveSmtp({ ...saved, authentication: 'password', userName: 'latchkey', ...sealed })
  const console = await signInToConsole(latchkey)
  await snap('smtp-locked', await console.open(smtp))
  await snap('smtp-locked-faulty', await console.submit('Update'))
  await snap('mail-locked', await console.open('/mail'))
  await snap('overview-locked', await console.open('/'))
  await saveSmtp(saved)
}
