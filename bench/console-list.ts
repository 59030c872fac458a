import { Entries } from '../src/audit/log.ts'
import { Mail } from '../src/mail/queue.ts'
import { idOf, type Size } from './console-data.ts'
import { nameOf } from './growth-people.ts'

/** Every page of the console with the address it is asked at; the last one reads nothing but who is asking, and the others are
 *  compared with it. */
export async function consolePages({ people, entries }: Size): Promise<[name: string, path: string][]> {
  const name = nameOf(people - 1)
  const [busy, somebody] = [idOf(0), idOf(people - 1)]
  const [middle, old] = [Math.floor(entries / 2), 31]
  const letters = await Mail.find({ kind: 'invitation' }, '_id').sort({ createdAt: -1, _id: -1 }).limit(500).lean()
  const letter = letters.at(-1)?._id
  const entry = await Entries.findById(middle, 'at hash').lean()
  const day = entry?.at.toISOString().slice(0, 10)
  const organization = '/configuration/organization'
  return [
    ['New user', '/users/new'],
    ['Overview, 30 days', '/'],
    ['Overview, 24 hours', '/?period=24h'],
    ['Doctor', '/doctor'],
    ['Mail', '/mail'],
    ['Mail, waiting', '/mail?state=queued'],
    ['Mail, accepted', '/mail?state=sent'],
    ['Mail, refused', '/mail?state=failed'],
    ['Mail, one kind', '/mail?kind=invitation'],
    ['Mail, recipient by one letter', `/mail?recipient=${name.slice(0, 1)}`],
    ['Mail, three filters at once', `/mail?recipient=${name.slice(0, 1)}&state=cancelled&kind=invitation`],
    ['Mail, two filters nothing fits', '/mail?state=sent&kind=test'],
    ['Mail, an older page', `/mail?older=${letter}`],
    ['Mail, an older page of one kind', `/mail?kind=invitation&older=${letter}`],
    ['One letter', `/mail/${letter}`],
    ['Audit log', '/audit'],
    ['Audit log, the oldest page', `/audit?older=${old}`],
    ['Audit log, back from the middle', `/audit?newer=${middle}`],
    ['Audit log, an action', '/audit?action=sign-in'],
    ['Audit log, a rare action', '/audit?action=template.restored'],
    ['Audit log, an action nobody did', '/audit?action=user.unlocked'],
    ['Audit log, refused', '/audit?outcome=refused'],
    ['Audit log, by an administrator', '/audit?actor=~administrator'],
    ['Audit log, not signed in', '/audit?actor=anonymous'],
    ['Audit log, about somebody', `/audit?subject=${name}`],
    ['Audit log, about somebody busy', `/audit?subject=${nameOf(0)}`],
    ['Audit log, about somebody unknown', '/audit?subject=nobody-of-this-name'],
    ['Audit log, from a day', `/audit?from=${day}`],
    ['Audit log, to a day', `/audit?to=${day}`],
    ['Audit log, one day', `/audit?from=${day}&to=${day}`],
    ['Audit log, two filters at once', `/audit?actor=~administrator&action=user.changed&from=${day}`],
    ['Audit log, all filters at once', allFilters(busy, day)],
    ['Audit log, filters nothing fits', '/audit?actor=~administrator&action=console.sign-in&outcome=refused'],
    ['One entry', `/audit/${middle}`],
    ['Verify the chain', '/audit/chain'],
    ['Verify the chain, a noted head', `/audit/chain?noted=${middle}:${entry?.hash}`],
    ['Users', '/users'],
    ['Users, newest first', '/users?order=newest'],
    ['Users, the last page that can be reached', '/users?page=40'],
    ['Users, the last page, newest first', '/users?order=newest&page=40'],
    ['Users, active', '/users?status=active'],
    ['Users, disabled', '/users?status=disabled'],
    ['Users, disabled, the last page', '/users?status=disabled&page=40'],
    ['Users, disabled, newest first', '/users?status=disabled&order=newest'],
    ['Users, invited, of whom there are none', '/users?status=invited'],
    ['Users, administrators', '/users?role=administrator'],
    ['Users, no administrators', '/users?role=user'],
    ['Users, no administrators, disabled', '/users?role=user&status=disabled&order=newest'],
    ['Users, search by one letter', `/users?q=${name.slice(0, 1)}`],
    ['Users, search by one letter, its last page', `/users?q=${name.slice(0, 1)}&page=4`],
    ['Users, search by five letters', `/users?q=${name.slice(0, 5)}`],
    ['Users, search by a whole address', `/users?q=${name}@example.test`],
    ['Users, search nobody fits', '/users?q=nobody-of-this-name'],
    ['Users, search among the disabled', `/users?q=${name.slice(0, 1)}&status=disabled`],
    ['Users, search among the administrators', `/users?q=${name.slice(0, 1)}&role=administrator`],
    ['One user', `/users/${somebody}`],
    ['One user with a long history', `/users/${busy}`],
    ['Edit a user', `/users/${somebody}/edit`],
    ['Import users', '/users/import'],
    ['SMTP Server Configuration', `${organization}/smtp`],
    ['System Configuration', `${organization}/system`],
    ['Mail Templates', `${organization}/templates`],
    ['One mail template', `${organization}/templates/password-reset/de`],
    ['Preview of a mail template', `${organization}/templates/password-reset/de/preview`],
    ['Organization (the measure)', `${organization}/appearance`],
  ]
}

function allFilters(subject: string, day: string | undefined): string {
  const asked = { action: 'sign-in', outcome: 'refused', actor: subject, subject, from: day ?? '', to: day ?? '' }
  return `/audit?${new URLSearchParams(asked)}`
}
