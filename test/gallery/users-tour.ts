import type { Browser } from '../support/browser.ts'
import {
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  openPerson,
  setRecovery,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { upload } from '../support/upload.ts'
import { oneTimeCodeIn } from '../users/forced.ts'
import { faultyLines, manyPeople } from './csv.ts'
import type { Town } from './town.ts'

const dora = {
  username: 'dora.featherstonehaugh-cholmondeley',
  email: 'theodora.wilhelmina.featherstonehaugh-cholmondeley@mailboxes.department-of-long-names.example.test',
  given_name: 'Theodora Wilhelmina',
  family_name: 'Featherstonehaugh-Cholmondeley',
}
const password = 'nine slow trains by the sea'

/** Users: imported, listed, added, one of them in every state, and what an administrator does with them. */
export async function usersTour(town: Town): Promise<void> {
  await importing(town)
  await lists(town)
  await adding(town)
  await timeline(town)
  await states(town)
  await newPasswords(town)
}

async function importing({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('import-empty', await console.open('/users/import'))
  await snap('import-nothing-chosen', await upload(console, '/users/import', { pasted: '' }))
  await snap('import-faulty', await upload(console, '/users/import', { pasted: faultyLines() }))
  await snap('import-in-order', await upload(console, '/users/import', { file: manyPeople() }))
  await console.submit(createButton(console))
  await latchkey.deps.background.idle()
  await snap('import-done', console)
  await console.open('/users/import')
  await snap('import-nobody-new', await upload(console, '/users/import', { file: manyPeople() }))
}

async function lists({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('users', await console.open('/users'))
  await snap('users-second-page', await console.open('/users?page=2'))
  await snap('users-searched', await console.open('/users?q=dora'))
  await snap('users-filtered', await console.open('/users?status=invited&role=user'))
  await snap('users-no-match', await console.open('/users?q=nobody-has-a-name-as-long-as-this-one@example.test'))
  await snap('users-no-match-filtered', await console.open('/users?status=disabled'))
}

async function adding({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('user-new', await console.open('/users/new'))
  const wrong = { username: 'two words', email: 'nowhere' }
  await snap('user-new-faulty', await console.submit('Create and send invitation', wrong))
  const taken = { username: 'admin', email: 'a@example.test' }
  await snap('user-new-taken', await console.submit('Create and send invitation', taken))
  await snap('user-new-done', await console.submit('Create and send invitation', dora))
}

/** A reset that took three tries, a letter refused for good, and sessions at both doors. */
async function timeline({ latchkey, smtp, snap }: Town): Promise<void> {
  const { background } = latchkey.deps
  await background.idle()
  await choosePassword(latchkey, linkIn(lastMailTo(smtp, dora.email)), password)
  await background.idle()
  const text = '4.3.0 Temporary failure, please come again later: https://relay.example.test/reasons?id=01HXJ9W3T5V7'
  smtp.refuse({ stage: 'data', code: 451, text, times: 2 })
  await forgot(latchkey, dora.username)
  for (let minute = 0; minute < 3; minute++) {
    latchkey.clock.advanceMinutes(1)
    await background.idle()
  }
  await choosePassword(latchkey, linkIn(lastMailTo(smtp, dora.email)), password)
  await background.idle()
  latchkey.clock.advanceMinutes(5)
  smtp.refuse({ stage: 'recipient', code: 550, text: '5.1.1 <theodora> user unknown, see RFC-3463', times: 1 })
  await forgot(latchkey, dora.username)
  await signIn(latchkey, { ...dora, password })
  const console = await signInToConsole(latchkey)
  await openPerson(console, dora.username)
  await console.submit('Make administrator')
  await signIn(latchkey, { ...dora, password })
  await signInToConsole(latchkey, { ...dora, password })
  await snap('user-administrator', await openPerson(console, dora.username))
  await snap('user-link-made', await console.submit('Make one-time link'))
  await console.follow('Done')
  await snap('user-edit', await console.follow('Edit'))
  await snap('user-edit-faulty', await console.submit('Save changes', { username: 'admin', email: dora.email }))
  await snap('user-after-link', await openPerson(console, dora.username))
}

async function states({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('user-invited', await openPerson(console, 'person-07'))
  await snap('user-invited-edit', await console.follow('Edit'))
  await openPerson(console, 'person-08')
  await snap('user-disabled', await console.submit('Disable user'))
  await snap('user-unknown', await console.open('/users/nobody'))
  await openPerson(console, 'admin')
  await snap('user-self', console)
  await snap('user-keeps-role', await console.post(`${console.path}/make-user`, {}))
  await openPerson(console, dora.username)
  await snap('user-made-user', await console.submit('Take administrator role'))
}

/** A new password required, in each way, and a history beside the rules. */
async function newPasswords({ latchkey, smtp, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(31)
  const console = await signInToConsole(latchkey)
  await setRecovery(console, { forced_reset_code: 'on', forced_reset_offline_code: 'on', password_history: '5' })
  await snap('user-force-reset', await openPerson(console, dora.username))
  await snap('user-reset-forced', await console.submit('Force reset: mail link'))
  await snap('users-reset-required', await console.open('/users?status=reset-required'))
  await openPerson(console, dora.username)
  await snap('user-code-made', await console.submit('Force reset: show code'))
  const visitor = await signIn(latchkey, { ...dora, password: console.$('#code').attr('value') ?? '' })
  await snap('reset-with-history', visitor)
  await snap('reset-chosen-before', await choose(visitor, password))
  await choose(visitor, 'ten slow trains by the sea')
  await openPerson(console, dora.username)
  await console.submit('Make administrator')
  await console.submit('Force reset: mail code')
  await latchkey.deps.background.idle()
  const mailed = oneTimeCodeIn(lastMailTo(smtp, dora.email))
  const atConsole = await signInToConsole(latchkey, { ...dora, password: mailed })
  await snap('console-one-time-code', atConsole)
  await choosePassword(latchkey, atConsole.$('a.button').attr('href') ?? '', 'eleven slow trains by the sea')
  await setRecovery(console, { forced_reset_code: '', forced_reset_offline_code: '', password_history: '0' })
}

function choose(visitor: Browser, chosen: string): Promise<Browser> {
  return visitor.submit('Set password', { new_password: chosen, confirm_password: chosen })
}

function createButton(console: Browser): string {
  const buttons = console.$('button').map((_, button) => console.$(button).text().trim())
  return buttons.get().find((text) => text.startsWith('Create and invite')) ?? ''
}
