import { answerFault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { settingsOf } from '../web/settings.ts'
import { timelineBody, userDetailsBody } from './answer-forms.ts'
import { changedUserBody } from './call-forms.ts'
import type { Details } from './details.ts'
import { editUser } from './edit.ts'
import { exampleDetails } from './example-operations.ts'
import { answerUser, byProgram, changeableIn, faults, personIn } from './one-user-operations.ts'
import { toUserDetails } from './shown-user.ts'
import { type Moment, timelineOf } from './timeline.ts'

const shown = { description: 'The user', body: userDetailsBody, examples: [exampleDetails] }

/** One user: who it is, what happened, and changing what they are called and where their mail goes. */
export function profileOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/{id}',
        summary: 'Look at a user',
        scope: 'users:read',
        answers: { 200: shown, ...refusals(faults.unknownUser) },
      },
      async (call) => {
        const user = await personIn(call)
        if (user) call.res.json(await toUserDetails(deps, user, settingsOf(call.res)))
      },
    ),
    operation(
      {
        method: 'patch',
        path: '/{id}',
        summary: 'Change a user',
        description:
          'What the body does not name stays. A new e-mail address ends the link mailed to the old one, and the old one is told; ' +
          'whoever was still invited gets a new invitation at the new one.',
        scope: 'users:write',
        body: changedUserBody,
        bodyExamples: [{ family_name: 'Danvers-Rambeau' }, { email: 'carol@example.net' }],
        answers: {
          200: { ...shown, description: 'The user as it is now, whether or not anything changed' },
          ...refusals(faults.unknownUser, faults.forAdministrators, faults.usernameInUse, faults.addressInUse),
        },
      },
      async (call) => {
        const { req, res, body } = call
        const user = await changeableIn(call)
        if (!user) return
        const { given_name: givenName, family_name: familyName, username, email } = body
        const given = Object.entries({ username, email, givenName, familyName })
        const details: Partial<Details> = Object.fromEntries(given.filter(([, value]) => value !== undefined))
        const done = await editUser(deps, { userId: user.id, details, by: byProgram(req) })
        if (done.outcome === 'administrator') return answerFault(res, faults.forAdministrators)
        if (done.outcome === 'taken')
          return answerFault(res, done.field === 'email' ? faults.addressInUse : faults.usernameInUse)
        await answerUser(deps, res, user.id)
      },
    ),
    operation(
      {
        method: 'get',
        path: '/{id}/timeline',
        summary: 'See what happened to a user and to every letter to them',
        description: 'The latest 40 moments, newest first: the answer to "where is my mail?".',
        scope: 'users:read',
        answers: {
          200: { description: 'The moments', body: timelineBody, examples: [{ items: [exampleMoment], next: null }] },
          ...refusals(faults.unknownUser),
        },
      },
      async (call) => {
        const user = await personIn(call)
        if (!user) return
        const moments = await timelineOf(user.id, deps.clock.now())
        call.res.json({ items: moments.map(toItem), next: null })
      },
    ),
  ]
}

const exampleMoment = {
  at: '2026-11-23T09:00:00.000Z',
  text: 'Account created, invitation queued',
  tone: 'plain',
  by: 'admin',
  address: '192.0.2.7',
  detail: 'by API',
  reply: null,
  letter: null,
}

function toItem({ at, text, tone, by, address, detail, reply, letter }: Moment) {
  const said = { by: by ?? null, address: address ?? null, detail: detail ?? null, reply: reply ?? null }
  return { at: at.toISOString(), text, tone, ...said, letter: letter ?? null }
}
