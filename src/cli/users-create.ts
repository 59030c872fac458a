import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { isLanguage, languages } from '../languages/names.ts'
import { newUserForm } from '../users/forms.ts'
import { type Invitee, invite } from '../users/invite.ts'
import { hasFirstAdministrator } from '../users/users.ts'
import { parseForm } from '../web/parse-form.ts'
import { type Answer, commandLine, type DatabaseCommand, type Given, refusal, UsageFault } from './command.ts'

/** Creates a person and sends the invitation, as the console does. */
export const usersCreate: DatabaseCommand<Invitee> = {
  says: 'creates a person and sends the invitation to choose a password',
  usage:
    'users create --username name --email address [--given-name name] [--family-name name] [--language code] [--administrator]',
  options: {
    username: { type: 'string' },
    email: { type: 'string' },
    'given-name': { type: 'string' },
    'family-name': { type: 'string' },
    language: { type: 'string' },
    administrator: { type: 'boolean' },
  },
  read,
  act: create,
}

/** By the rules of the console's form; every fault names its option. */
function read({ values }: Given): Invitee {
  const text = (name: string) => String(values[name] ?? '')
  const form = parseForm(newUserForm, {
    username: text('username'),
    email: text('email'),
    given_name: text('given-name'),
    family_name: text('family-name'),
    ...(values.administrator && { administrator: 'on' }),
  })
  const language = text('language') || 'en'
  const faults = form.ok ? [] : Object.entries(form.errors).map(([field, saying]) => faultAt(field, inEnglish(saying)))
  if (!isLanguage(language)) faults.push(faultAt('language', `Use one of ${languages.join(', ')}`))
  if (!form.ok || faults.length > 0) throw new UsageFault(faults.join('\n'))
  const { username, email, given_name: givenName, family_name: familyName, administrator } = form.data
  return { username, email, givenName, familyName, administrator, language }
}

function faultAt(field: string, text: string): string {
  return `--${field.replace('_', '-')}: ${text.replace(/\.$/, '')}.`
}

async function create(deps: Deps, invitee: Invitee): Promise<Answer> {
  // Until the first run is over the console shows nobody anything else.
  if (invitee.administrator && !(await hasFirstAdministrator()))
    return refusal('Nobody is administrator yet. The first one begins with: npm run latchkey -- setup-link')
  const done = await invite(deps, { invitee, by: commandLine })
  if (done.outcome === 'taken')
    return refusal(
      `Another user has this ${done.field === 'email' ? 'e-mail address' : 'username'}. Nobody was created.`,
    )
  const { username, email } = invitee
  const hint = `Where mail does not work, hand a link out: npm run latchkey -- users reset-link ${username}`
  const text = `${username} is created. The invitation to ${email} is queued and leaves while Latchkey runs.\n${hint}`
  return { text, data: { id: done.id, username, email }, code: 0 }
}
