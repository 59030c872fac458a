import mongoose from 'mongoose'
import { codeIn, notMeLinkIn, otherThan } from '../password-reset/letters.ts'
import { setProof } from '../security/flood.ts'
import type { Browser } from '../support/browser.ts'
import {
  alice,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  sendCodes,
  signIn,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import type { Town } from './town.ts'

const ghost = { identifier: 'ghost', password: 'not the right one' }

/** What everybody else sees: signing in, the forgotten password to its end, My Account. */
export async function journeyTour(town: Town): Promise<void> {
  await invitation(town)
  await signingIn(town)
  await forgottenPassword(town)
  await mailedCode(town)
  await codeAlone(town)
  await deadLinks(town)
  await notAskedFor(town)
  await account(town)
  await addressUndone(town)
  await closed(town)
  await floods(town)
}

async function invitation({ latchkey, smtp, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await console.open('/users/new')
  await console.submit('Create and send invitation', {
    username: 'carol',
    email: 'carol@example.test',
    given_name: 'Carol',
  })
  await latchkey.deps.background.idle()
  const visitor = latchkey.visitor()
  await snap('invitation', await visitor.open(linkIn(lastMailTo(smtp, 'carol@example.test'))))
  await welcome(latchkey, { console, smtp, person: alice })
}

async function signingIn({ latchkey, snap }: Town): Promise<void> {
  const visitor = latchkey.visitor()
  await snap('sign-in', await visitor.open('/sign-in'))
  const wrong = { identifier: 'mallory', password: 'not the right one' }
  await snap('sign-in-refused', await visitor.submit('Sign in', wrong))
  for (let tries = 0; tries < 4; tries++) await visitor.submit('Sign in', wrong)
  await snap('sign-in-wait', await visitor.submit('Sign in', wrong))
  for (let tries = 0; tries < 2; tries++) {
    latchkey.clock.advanceSeconds(31)
    await visitor.submit('Sign in', wrong)
  }
  await snap('sign-in-wait-minutes', await visitor.submit('Sign in', wrong))
  await snap('sign-in-empty', await visitor.submit('Sign in', { identifier: '', password: '' }))
}

async function forgottenPassword({ latchkey, smtp, snap }: Town): Promise<void> {
  const visitor = latchkey.visitor()
  await snap('forgot', await visitor.open('/forgot-password'))
  await snap('forgot-empty', await visitor.submit('Send Mail', { identifier: '' }))
  await snap('forgot-sent', await forgot(latchkey, alice.email))
  const link = linkIn(lastMailTo(smtp, alice.email))
  await snap('reset', await visitor.open(link))
  const pair = (password: string, again = password) => ({ new_password: password, confirm_password: again })
  await snap('reset-refused', await visitor.submit('Set password', pair('short', 'other')))
  for (const [name, password] of [
    ['reset-common', 'correct horse battery staple'],
    ['reset-sequence', 'qwertyuiop asdfghjkl'],
    ['reset-repetitive', 'dusk dusk dusk dusk'],
    ['reset-context', alice.email],
  ] as const) {
    await snap(name, await visitor.submit('Set password', pair(password)))
  }
  await snap('reset-done', await visitor.submit('Set password', pair('a new harbour full of lights')))
  await snap('reset-dead-link', await visitor.open(link))
}

async function mailedCode({ latchkey, smtp, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(16)
  const visitor = await forgot(latchkey, alice.email)
  await snap('forgot-sent-again', await visitor.submit('Send it again'))
  await latchkey.deps.background.idle()
  await snap('reset-code', await visitor.open('/forgot-password/code'))
  await snap('reset-code-empty', await visitor.submit('Go on', { code: '' }))
  const wrong = { code: otherThan(codeIn(lastMailTo(smtp, alice.email))) }
  await snap('reset-code-wrong', await visitor.submit('Go on', wrong))
  for (let tries = 0; tries < 4; tries++) await visitor.submit('Go on', wrong)
  await snap('reset-code-used-up', await visitor.submit('Go on', wrong))
}

/** The same where codes are sent instead of links. */
async function codeAlone({ latchkey, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(16)
  const console = await signInToConsole(latchkey)
  await sendCodes(console, 'on')
  const visitor = latchkey.visitor()
  await snap('forgot-code', await visitor.open('/forgot-password'))
  await snap('forgot-sent-code', await visitor.submit('Send Mail', { identifier: 'nobody' }))
  await snap('forgot-sent-code-elsewhere', await latchkey.visitor().open('/forgot-password/sent'))
  await visitor.follow('Enter the code')
  for (let tries = 0; tries < 6; tries++) await visitor.submit('Go on', { code: '1234 5678' })
  await snap('reset-code-used-up-code', visitor)
  await snap('reset-dead-code', await latchkey.visitor().open('/reset-password?token='))
  await sendCodes(console, 'off')
}

async function deadLinks({ latchkey, smtp, snap }: Town): Promise<void> {
  latchkey.clock.advanceMinutes(16)
  const replaced = await mailedLink(latchkey, smtp, alice)
  const expired = await mailedLink(latchkey, smtp, alice)
  latchkey.clock.advanceMinutes(31)
  const visitor = latchkey.visitor()
  await snap('reset-dead-replaced', await visitor.open(replaced))
  await snap('reset-dead-expired', await visitor.open(expired))
  await snap('reset-dead-unknown', await visitor.open('/reset-password?token='))
  await snap('invitation-dead', await visitor.open('/invitation?token='))
}

async function notAskedFor({ latchkey, smtp, snap }: Town): Promise<void> {
  const visitor = latchkey.visitor()
  for (const name of ['not-me', 'not-me-everywhere']) {
    await forgot(latchkey, alice.email)
    await snap(name, await visitor.open(notMeLinkIn(lastMailTo(smtp, alice.email))))
    const filled: Record<string, string> = name === 'not-me' ? {} : { end_sessions: 'on' }
    await snap(`${name}-done`, await visitor.submit('This was not me', filled))
  }
  await snap('not-me-dead', await visitor.open('/not-me?token='))
  await latchkey.deps.background.idle()
}

async function account({ latchkey, smtp, snap, everybodySpeaks }: Town): Promise<void> {
  await everybodySpeaks()
  const person = { ...alice, password: 'a new harbour full of lights' }
  const visitor = await signIn(latchkey, person)
  await snap('my-account', visitor)
  await accountPages({ latchkey, smtp, snap }, { visitor, person })
  await snap('my-account-password', await visitor.open('/my-account/password'))
  await visitor.submit('Change password', {
    current_password: 'wrong',
    new_password: 'another quiet evening',
    confirm_password: 'another quiet evening',
  })
  await snap('my-account-faulty', visitor)
  await snap('signed-out', await visitor.submit('Sign out'))
  await mailedLink(latchkey, smtp, alice)
}

async function accountPages(
  { latchkey, smtp, snap }: Pick<Town, 'latchkey' | 'smtp' | 'snap'>,
  { visitor, person }: { visitor: Browser; person: typeof alice },
): Promise<void> {
  const current = { current_password: person.password }
  await visitor.submit('Save profile', { given_name: 'two\nlines' })
  await snap('my-account-profile-faulty', visitor)
  await snap('my-account-email', await visitor.open('/my-account/email'))
  await visitor.submit('Change e-mail address', { email: 'not an address', current_password: '' })
  await snap('my-account-email-faulty', visitor)
  await visitor.submit('Change e-mail address', { email: 'alice@new.test', ...current })
  await snap('my-account-email-pending', visitor)
  await latchkey.deps.background.idle()
  const link = linkIn(lastMailTo(smtp, 'alice@new.test'))
  await snap('confirm-address', await latchkey.visitor().open(link))
  await visitor.submit('Keep the present address')
  await snap('my-account-email-cancelled', visitor)
  await snap('confirm-address-dead', await latchkey.visitor().open(link))
  await snap('my-account-sessions-one', await visitor.open('/my-account/sessions'))
  await signIn(latchkey, person)
  await snap('my-account-sessions', await visitor.open('/my-account/sessions'))
  const { action } = visitor.form('End session')
  await snap('my-account-sessions-faulty', await visitor.post(action, { current_password: 'wrong' }))
  await visitor.submit('End session', { session: 'others', ...current })
  await snap('my-account-sessions-ended', visitor)
  await snap('my-account-activity', await visitor.open('/my-account/activity'))
  await snap('my-account-activity-end', await visitor.open('/my-account/activity?older=1'))
  await snap('my-account-language', await visitor.open('/my-account/language'))
}

/** Two people: the former address of the second is somebody else's by then. */
async function addressUndone({ latchkey, smtp, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  for (const username of ['erin', 'frank']) {
    const person = { username, email: `${username}@example.test`, password: 'a lighthouse at the far end' }
    await welcome(latchkey, { console, smtp, person })
    const visitor = await signIn(latchkey, person)
    await visitor.open('/my-account/email')
    const email = `${username}@new.test`
    await visitor.submit('Change e-mail address', { email, current_password: person.password })
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, email))
    if (username === 'frank') {
      const other = await signIn(latchkey, { username: 'erin', password: person.password })
      if (other.path === '/my-account') await snap('confirm-address-other-account', await other.open(link))
    }
    await (await latchkey.visitor().open(link)).submit('Confirm address')
    await latchkey.deps.background.idle()
    const undo = await latchkey.visitor().open(linkIn(lastMailTo(smtp, person.email)))
    if (username === 'erin') continue
    await snap('undo-address', undo)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'grace', email: person.email })
    await snap('undo-address-taken', await undo.submit('Put the address back'))
  }
  const erin = await latchkey.visitor().open(linkIn(lastMailTo(smtp, 'erin@example.test')))
  await snap('undo-address-done', await erin.submit('Put the address back'))
  await snap('undo-address-dead', await erin.open('/undo-address'))
  await latchkey.deps.background.idle()
}

async function closed({ latchkey, smtp, snap }: Town): Promise<void> {
  const link = linkIn(lastMailTo(smtp, alice.email))
  const console = await signInToConsole(latchkey)
  await switchReset(console, 'off')
  const visitor = latchkey.visitor()
  await snap('reset-off-link', await visitor.open(link))
  await snap('reset-off', await visitor.open('/forgot-password'))
  await snap('reset-off-invitation-dead', await visitor.open('/invitation?token='))
  await snap('reset-off-not-me-dead', await visitor.open('/not-me?token='))
  await snap('sign-in-reset-off', await visitor.open('/sign-in'))
  await lockedOut(latchkey.clock, visitor, (state) => snap(`${state}-reset-off`, visitor))
  await switchReset(console, 'on')
  await visitor.open('/sign-in')
  await snap('sign-in-wait-for-reset', await visitor.submit('Sign in', ghost))
}

/** Guesses until waiting helps no more; what would take strangers hours is written down. */
async function lockedOut(
  clock: Town['latchkey']['clock'],
  visitor: Browser,
  snap: (state: string) => Promise<unknown>,
): Promise<void> {
  for (let time = 0; time < 7; time++) {
    await visitor.submit('Sign in', ghost)
    clock.advanceSeconds(31)
  }
  await visitor.submit('Sign in', ghost)
  await snap('sign-in-wait-minutes')
  const longAfter = new Date(clock.now().getTime() + 10 * 24 * 60 * 60_000)
  await mongoose.model('Attempts').updateMany({ failures: 7 }, { failures: 40, expiresAt: longAfter })
  await visitor.submit('Sign in', ghost)
  await snap('sign-in-wait-for-unlock')
}

/** What a network sees that many sign-ins fail from, and that asks for many mails. */
async function floods({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  const [wrong, asker] = ['not the right one', await forgot(latchkey, 'oscar')]
  await setProof(console, { proof_after_names: '3', proof_after_requests: '3' })
  const visitor = latchkey.visitor()
  await visitor.open('/sign-in')
  for (const identifier of ['oscar', 'peggy', 'trent']) await visitor.submit('Sign in', { identifier, password: wrong })
  await snap('sign-in-proof', await visitor.open('/sign-in'))
  await snap('sign-in-proof-refused', await visitor.submit('Sign in', { identifier: 'victor', password: wrong }))
  for (let times = 0; times < 3; times++) await forgot(latchkey, 'oscar')
  await snap('forgot-proof', await visitor.open('/forgot-password'))
  await snap('forgot-proof-refused', await visitor.submit('Send Mail', { identifier: 'oscar' }))
  await asker.open('/forgot-password/sent')
  await snap('forgot-sent-proof-refused', await asker.submit('Send it again'))
  await setProof(console, {})
}
