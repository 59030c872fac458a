import {
  alice,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  signIn,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import type { Town } from './town.ts'

/** What everybody else sees: signing in, the forgotten password to its end, My Account. */
export async function journeyTour(town: Town): Promise<void> {
  await invitation(town)
  await signingIn(town)
  await forgottenPassword(town)
  await account(town)
  await closed(town)
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
  await snap('reset-done', await visitor.submit('Set password', pair('a new harbour full of lights')))
  await snap('reset-dead-link', await visitor.open(link))
}

async function account({ latchkey, smtp, snap }: Town): Promise<void> {
  const person = { ...alice, password: 'a new harbour full of lights' }
  const visitor = await signIn(latchkey, person)
  await snap('my-account', visitor)
  await visitor.submit('Change password', {
    current_password: 'wrong',
    new_password: 'another quiet evening',
    confirm_password: 'another quiet evening',
  })
  await snap('my-account-faulty', visitor)
  await snap('signed-out', await visitor.submit('Sign out'))
  await mailedLink(latchkey, smtp, alice)
}

async function closed({ latchkey, smtp, snap }: Town): Promise<void> {
  const link = linkIn(lastMailTo(smtp, alice.email))
  const console = await signInToConsole(latchkey)
  await switchReset(console, 'off')
  const visitor = latchkey.visitor()
  await snap('reset-off-link', await visitor.open(link))
  await snap('reset-off', await visitor.open('/forgot-password'))
  await snap('sign-in-reset-off', await visitor.open('/sign-in'))
  await switchReset(console, 'on')
}
