import { answerFault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { userDetailsBody, usersBody } from './answer-forms.ts'
import { newUserBody, usersQuery } from './call-forms.ts'
import { exampleDetails, exampleUser } from './example-operations.ts'
import { invite } from './invite.ts'
import { answerUser, byProgram, faults, mayConcern } from './one-user-operations.ts'
import { listUsers } from './search.ts'
import { toUser } from './shown-user.ts'
import { findByIdentifier, type User } from './users.ts'

/** The list of users, and inviting somebody new. */
export function listOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'List users, or look one up',
        description:
          'Searched, narrowed and sorted as the list in the console, in pages; a search goes no further than it counts (total). With ' +
          'username or email the one who has exactly this name is listed, whatever else is asked. For everybody use the export.',
        scope: 'users:read',
        query: usersQuery,
        answers: {
          200: {
            description: 'The users',
            body: usersBody,
            examples: [{ items: [exampleUser], total: 1, total_is_cut: false, next: null }],
          },
        },
      },
      async ({ res, query }) => {
        const { q: prefix, page, limit, username, email, ...choice } = query
        if (username !== undefined || email !== undefined) {
          const found = await named({ username, email })
          return res.json({ items: found.map(toUser), total: found.length, total_is_cut: false, next: null })
        }
        const skip = (page - 1) * limit
        const { users, total, mostListed } = await listUsers({ prefix, ...choice, skip, limit })
        const reached = Math.min(total, mostListed)
        const isEverybody = prefix.trim() === '' && !choice.status && !choice.role
        res.json({
          items: skip < reached ? users.map(toUser) : [],
          total,
          total_is_cut: !isEverybody && total >= mostListed,
          next: skip + limit < reached ? page + 1 : null,
        })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/',
        summary: 'Invite a user',
        description:
          'Creates a user without a password and mails an invitation, with which the person chooses one. Nobody else can choose it.',
        scope: 'users:write',
        body: newUserBody,
        bodyExamples: [
          { username: 'carol', email: 'carol@example.org', given_name: 'Carol', family_name: 'Danvers' },
          { username: 'dora', email: 'dora@example.org', administrator: true, language: 'de' },
        ],
        answers: {
          201: {
            description: 'The user exists and the invitation is on its way; Location says where the user is',
            body: userDetailsBody,
            examples: [exampleDetails],
          },
          ...refusals(faults.forAdministrators, faults.usernameInUse, faults.addressInUse),
        },
      },
      async ({ req, res, body }) => {
        const { given_name: givenName, family_name: familyName, language, ...names } = body
        if (!mayConcern(res, body.administrator)) return
        const invitee = { ...names, givenName, familyName, ...(language && { language }) }
        const done = await invite(deps, { invitee, by: byProgram(req) })
        if (done.outcome === 'taken')
          return answerFault(res, done.field === 'email' ? faults.addressInUse : faults.usernameInUse)
        res.status(201).location(`${req.baseUrl}/${done.id}`)
        await answerUser(deps, res, done.id)
      },
    ),
  ]
}

/** A username never holds an @, an address always does: each is looked up as what it was asked as. */
async function named(name: { username?: string | undefined; email?: string | undefined }): Promise<User[]> {
  const { username, email } = name
  const isFitting = username === undefined ? email?.includes('@') : !username.includes('@')
  const found = isFitting ? await findByIdentifier(username ?? email ?? '') : undefined
  return found ? [found] : []
}
