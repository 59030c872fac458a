import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entriesAbout } from '../../src/audit/log.ts'
import { verifyChain } from '../../src/audit/verify.ts'
import { explainFind } from '../../src/database/embedded/open.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { expireOverdue } from '../../src/mail/queue.ts'
import { endSessionsOf } from '../../src/sessions/store.ts'
import { repairRoster } from '../../src/users/administrators.ts'
import { callWith } from '../api-keys/keys.ts'
import { codeIn, notMeLinkIn, otherThan } from '../password-reset/letters.ts'
import { call, named, v2, v09 } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { upload } from '../support/upload.ts'
import { type Query, recordQueries, walkStages } from './plans-support.ts'

// A tour of the whole product, on which every query is written down; each must be answered by an index. A new query without
// one fails here, as long as something on the tour asks it.
const latchkey = useLatchkey()
/** Read whole on purpose: they have one document per version of the data, and per letter and language. */
const readWhole = ['migrations', 'templates']
let smtp: TestSmtpServer
let queries: Query[] = []

beforeAll(async () => {
  smtp = await startSmtpServer()
  const recording = recordQueries()
  await tour()
  queries = recording.stop()
}, 120_000)

afterAll(() => smtp.close())

test('the tour has been everywhere: every model was asked for something', () => {
  const asked = new Set(queries.map(({ collection }) => collection))
  const all = Object.values(mongoose.models).map((model) => model.collection.name)
  expect(all.filter((name) => !asked.has(name))).toEqual([])
  expect(queries.length).toBeGreaterThan(40)
})

test('no query scans', async (context) => {
  const server = process.env.MONGODB_TEST_URI && (await mongoose.connection.db?.admin().buildInfo())
  // Its planner takes an index only where that answers the whole filter, and never a partial one: it cannot prove this.
  if (server && 'secantusVersion' in server)
    context.skip('the protocol server plans otherwise than MongoDB; needs a mongod')
  const scans: string[] = []
  for (const query of queries.filter(({ collection }) => !readWhole.includes(collection))) {
    if (await isScan(query)) scans.push(`${query.collection}.${query.method} ${query.shape}`)
  }
  expect(scans).toEqual([])
})

async function isScan({ collection, filter, sort }: Query): Promise<boolean> {
  if (!process.env.MONGODB_TEST_URI) {
    const { steps } = explainFind(mongoose, collection, filter, sort)
    return steps.some(({ index, plan }) => index === undefined || plan.some((line) => !line.startsWith('SEARCH')))
  }
  const cursor = mongoose.connection.collection(collection).find(filter)
  if (sort) cursor.sort(sort as never)
  const stages = walkStages(await cursor.explain('queryPlanner'))
  return stages.includes('COLLSCAN') || !stages.some((stage) => /IXSCAN|IDHACK|EXPRESS/.test(stage))
}

async function tour(): Promise<void> {
  const console = await moveIn(latchkey, smtp, [alice, bob])
  await console.open('/')
  await console.open('/users')
  for (const q of ['ali', 'alice@', '']) await console.open(`/users?q=${encodeURIComponent(q)}&page=1`)
  await usersPages(console)
  await smtpForms(console)
  await appearance(console)
  await mailAndAudit(console)
  await journeys()
  await openPerson(console, 'bob')
  for (const button of ['Disable user', 'Enable user', 'Send reset mail']) await console.submit(button)
  await latchkey.deps.background.idle()
  await programs()
  await console.open('/users/new')
  await console.submit('Create and send invitation', { username: 'carol', email: 'carol@example.test' })
  await openPerson(console, 'carol')
  await console.submit('Send invitation again')
  await latchkey.deps.background.idle()
  await console.submit('Disable user')
  await console.submit('Enable user')
  await console.open('/')
  await atStart(console.path)
  await console.submit('Sign out')
  await (await signInToConsole(latchkey)).open('/')
}

async function programs(): Promise<void> {
  latchkey.clock.advanceMinutes(16)
  const key = (await call(latchkey, `${v09}/recover-password?notify=false`, named('bob'))).body
  await call(latchkey, `${v09}/validate-code`, { code: key })
  const claims = [{ uri: 'http://wso2.org/claims/username', value: 'bob' }]
  const flow = JSON.parse((await call(latchkey, `${v2}/init`, { claims })).body)[0]
  const { recoveryCode } = flow.channelInfo
  const sent = JSON.parse((await call(latchkey, `${v2}/recover`, { recoveryCode, channelId: '1' })).body)
  await call(latchkey, `${v2}/resend`, { resendCode: sent.resendCode })
  await call(latchkey, `${v2}/confirm`, { confirmationCode: flow.flowConfirmationCode, otp: '00000000' })
  await call(latchkey, '/metrics')
  const found = JSON.parse((await call(latchkey, '/api/v1/users?username=bob')).body).items[0]
  for (const path of [`/${found.id}`, `/${found.id}/sessions`, '?status=active&order=newest', '/export'])
    await call(latchkey, `/api/v1/users${path}`)
  await call(latchkey, `/api/v1/users/${found.id}`, { given_name: 'Bob' }, { method: 'PATCH' })
  await latchkey.deps.background.idle()
}

async function appearance(console: Awaited<ReturnType<typeof moveIn>>): Promise<void> {
  const path = '/configuration/organization/appearance'
  const fields = { name: 'Example', support_contact: '', brand_color: '#0f5a47' }
  await console.open(path)
  await upload(console, path, { file: Buffer.from('89504e470d0a1a0a', 'hex'), more: Object.entries(fields) })
  await console.open(path)
  await console.open(String(console.$('.brand img').attr('src')))
  await console.open('/configuration/organization/templates/password-reset/de')
  await console.submit('Save', { subject: 'Neues Passwort' })
  await console.submit('Restore the default')
}

async function mailAndAudit(console: Awaited<ReturnType<typeof moveIn>>): Promise<void> {
  await forgot(latchkey, alice.username)
  const filters = [
    '',
    'state=queued',
    'kind=invitation',
    'recipient=ali',
    'recipient=ali&state=sent',
    'state=sent&kind=x',
  ]
  for (const filter of filters) await console.open(`/mail?${filter}`)
  const letter = (await console.open('/mail')).$('tbody th a').first().attr('href')?.split('/').at(-1)
  for (const edge of ['older', 'newer']) {
    for (const filter of filters) await console.open(`/mail?${filter}&${edge}=${letter}`)
    for (const filter of ['', 'action=sign-in', 'outcome=refused', 'actor=admin', 'subject=alice', 'from=2026-01-01'])
      await console.open(`/audit?${filter}&${edge}=3`)
  }
  await console.open('/audit?actor=admin&action=user.created&from=2020-01-01&to=2100-01-01')
  await console.open('/audit/1')
  await console.open('/configuration/api-keys/new')
  await console.submit('Create key', { name: 'nightly', may_mail_read: 'on' })
  const key = console.$('#key').attr('value') ?? ''
  await callWith(latchkey, key, '/api/v1/mail?state=queued')
  await callWith(latchkey, key, '/api/v1/mail/queue')
  await callWith(latchkey, `${key}x`, '/api/v1/mail')
  await console.follow('Done')
  await console.post(console.$('form.act').attr('action') ?? '', {})
  await console.open('/audit/chain')
  await console.submit('Verify the chain')
  await latchkey.deps.background.idle()
  await console.open('/doctor')
}

async function usersPages(console: Awaited<ReturnType<typeof moveIn>>): Promise<void> {
  for (const q of ['', 'ali'])
    for (const choice of ['status=active', 'status=disabled', 'role=administrator', 'role=user&status=invited'])
      for (const order of ['username', 'newest']) await console.open(`/users?q=${q}&${choice}&order=${order}`)
  await console.open('/users?order=newest')
  await console.submit('Export')
  await console.open('/users/import')
  await console.submit('Check the file', { pasted: 'username,email\ndora,dora@example.test' })
  await console.submit('Create and invite 1 person')
  await openPerson(console, 'alice')
  for (const button of ['Unlock', 'Make administrator', 'Take administrator role', 'Make one-time link'])
    await console.submit(button).then(() => openPerson(console, 'alice'))
  await console.follow('Edit')
  await console.submit('Save changes', { given_name: 'Alice', email: 'alice@new.test' })
  await openPerson(console, 'alice')
  await console.follow('Edit')
  await console.submit('Save changes', { email: alice.email })
  await signIn(latchkey, alice)
  await openPerson(console, 'alice')
  await console.submit('End all sessions')
  await latchkey.deps.background.idle()
}

async function smtpForms(console: Awaited<ReturnType<typeof moveIn>>): Promise<void> {
  await console.open('/configuration/organization/smtp')
  await console.submit('Test Configuration')
  await console.submit('Update')
  await console.open('/configuration/organization/system')
  await console.submit('Update')
}

async function journeys(): Promise<void> {
  const wrong = await signIn(latchkey, { ...alice, password: 'not her password' })
  await wrong.open('/sign-in')
  const link = await mailedLink(latchkey, smtp, alice)
  await choosePassword(latchkey, link, 'five green lamps in a row')
  await (await latchkey.visitor().open(link)).submit('Send a new mail')
  await forgot(latchkey, 'nobody@example.test')
  await latchkey.deps.background.idle()
  const asker = await (await forgot(latchkey, alice.username)).follow('Enter the code')
  const mail = lastMailTo(smtp, alice.email)
  await asker.submit('Go on', { code: otherThan(codeIn(mail)) })
  await asker.submit('Go on', { code: codeIn(mail) })
  await (await latchkey.visitor().open(notMeLinkIn(mail))).submit('This was not me', { end_sessions: 'on' })
  await latchkey.deps.background.idle()
  const visitor = await signIn(latchkey, { ...alice, password: 'five green lamps in a row' })
  await visitor.open('/my-account')
  await visitor.submit('Save profile', { given_name: 'Alice' })
  latchkey.clock.advanceMinutes(2)
  await accountPages(visitor, 'five green lamps in a row')
  await visitor.open('/my-account/password')
  await visitor.submit('Change password', {
    current_password: 'five green lamps in a row',
    new_password: 'a door that opens inward',
    confirm_password: 'a door that opens inward',
  })
  await latchkey.deps.background.idle()
  await visitor.submit('Sign out')
}

async function accountPages(visitor: Awaited<ReturnType<typeof signIn>>, password: string): Promise<void> {
  const ask = { email: 'alice@other.test', current_password: password }
  await visitor.open('/my-account/email')
  await visitor.submit('Change e-mail address', ask)
  await visitor.submit('Keep the present address')
  await visitor.submit('Change e-mail address', ask)
  await latchkey.deps.background.idle()
  const elsewhere = await latchkey.visitor().open(linkIn(lastMailTo(smtp, ask.email)))
  await elsewhere.submit('Confirm address')
  await latchkey.deps.background.idle()
  await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))
  await signIn(latchkey, { ...alice, password })
  await visitor.open('/my-account/sessions')
  await visitor.submit('End session', { session: 'others', current_password: password })
  await visitor.open('/my-account/activity?older=5')
  await visitor.open('/my-account/activity?newer=5')
  await visitor.open('/my-account/language')
  await visitor.submit('Save language', { language: 'en' })
}

/** What runs at a start, on a timer or from the command line rather than behind a page. */
async function atStart(somebody: string): Promise<void> {
  await migrate(latchkey.clock.now())
  await repairRoster()
  await expireOverdue(latchkey.clock.now())
  await endSessionsOf(somebody)
  await entriesAbout(somebody, 20)
  await verifyChain()
}
