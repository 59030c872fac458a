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
  await templates(town)
  await appearance(town)
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
