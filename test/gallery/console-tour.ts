import { adminPassword, becomeAdministrator, signInToConsole, switchReset } from '../support/people.ts'
import { seedMonth } from './month.ts'
import { smtpTour } from './smtp-tour.ts'
import type { Town } from './town.ts'

const organization = '/configuration/organization'

/** First run and configuration: the wizard, the tabs of Organization Configuration, being asked for the password again. */
export async function consoleTour(town: Town): Promise<void> {
  await firstRun(town)
  await smtpTour(town)
  await system(town)
  await recovery(town)
  await templates(town)
  await appearance(town)
  await apiKeys(town)
  await api(town)
  await edges(town)
}

async function firstRun({ latchkey, snap }: Town): Promise<void> {
  const visitor = latchkey.console()
  await snap('setup-link-needed', await visitor.open('/'))
  await snap('setup-administrator', await visitor.open(`/setup?token=${await latchkey.setupSecret()}`))
  await visitor.submit('Create administrator', {
    username: 'a@b',
    new_password: 'too short',
    confirm_password: 'other',
  })
  await snap('setup-administrator-faulty', visitor)
  const console = await becomeAdministrator(latchkey)
  await snap('smtp-first-run', console)
  await snap('overview-first-run', await console.open('/'))
  await snap('system-before-mail', await console.open(`${organization}/system`))
  await snap('mail-empty', await console.open('/mail'))
  await snap('users-alone', await console.open('/users'))
  await snap('user-new-before-mail', await console.open('/users/new'))
  await snap('doctor-first-run', await console.open('/doctor'))
  await seedMonth(latchkey)
}

async function system({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await switchReset(console, 'on')
  await snap('system-on', await console.open(`${organization}/system`))
  await console.submit('Update', { link_lifetime_minutes: '5', minimum_password_length: '100' })
  await snap('system-faulty', console)
}

async function recovery({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('recovery', await console.open(`${organization}/recovery`))
  const { fields } = console.form('Update')
  await console.post(`${organization}/recovery`, { ...fields, password_history: '11', auto_login: 'on' })
  await snap('recovery-faulty', console)
  await console.submit('Update', { password_history: '5', notify_user_existence: 'on' })
  await snap('recovery-saved', console)
  await console.open(`${organization}/recovery`)
  const { notify_user_existence: _, ...quiet } = console.form('Update').fields
  await console.post(`${organization}/recovery`, { ...quiet, password_history: '0' })
}

async function templates({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('templates', await console.open(`${organization}/templates`))
  await snap('template', await console.open(`${organization}/templates/password-reset/en`))
  await snap('template-faulty', await console.submit('Save', { message: 'No link, {{nothing}}', subject: '' }))
  await console.open(`${organization}/templates/password-reset/ar`)
  await snap('template-own', await console.submit('Save', { subject: 'إعادة تعيين كلمة المرور' }))
}

async function appearance({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('appearance', await console.open(`${organization}/appearance`))
  await snap('appearance-faulty', await console.submit('Update', { name: '', brand_color: 'yellow' }))
  await snap('appearance-too-pale', await console.submit('Update', { name: 'Latchkey', brand_color: '#ffcc00' }))
}

async function apiKeys({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  const path = '/configuration/api-keys'
  await snap('api-keys-none', await console.open(path))
  await snap('api-key-new', await console.open(`${path}/new`))
  await snap('api-key-faulty', await console.submit('Create key', { name: '', life_days: '0' }))
  const all = { may_settings_read: 'on', may_users_write: 'on', may_mail_write: 'on', may_audit_read: 'on' }
  await snap('api-key-made', await console.submit('Create key', { name: 'Payroll', life_days: '9', ...all }))
  for (const name of ['Nightly report', 'A monitoring program with a rather long name to be shown']) {
    await console.open(`${path}/new`)
    await console.submit('Create key', { name, may_audit_read: 'on' })
  }
  await console.open(path)
  await snap('api-keys', await console.post(console.$('td form').first().attr('action') ?? '', {}))
}

async function api({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('api', await console.open('/api'))
}

async function edges({ latchkey, snap }: Town): Promise<void> {
  const stranger = latchkey.console()
  await snap('console-sign-in', await stranger.open('/sign-in'))
  const console = await signInToConsole(latchkey)
  latchkey.clock.advanceMinutes(11)
  await console.open(`${organization}/system`)
  await snap('prove-again', await console.submit('Update'))
  const wrong = { current_password: 'not this one' }
  await snap('prove-again-wrong', await console.submit('Confirm and go on', wrong))
  for (let tries = 0; tries < 4; tries++) await console.submit('Confirm and go on', wrong)
  await snap('prove-again-wait', await console.submit('Confirm and go on', wrong))
  latchkey.clock.advanceMinutes(1)
  await console.submit('Confirm and go on', { current_password: adminPassword })
}
