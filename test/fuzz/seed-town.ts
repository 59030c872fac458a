// Over 120 lines: one town, from its first administrator to what is known of it.

import { createAdminDoor } from '../../src/admin-door.ts'
import { contents } from '../../src/api/contents.ts'
import { openApi } from '../../src/api/openapi.ts'
import { makeKey } from '../../src/api-keys/make-key.ts'
import { scopes } from '../../src/api-keys/scopes.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { People } from '../../src/users/model.ts'
import { findByIdentifier } from '../../src/users/users.ts'
import { notMeLinkIn } from '../password-reset/letters.ts'
import { setProof } from '../security/flood.ts'
import type { Latchkey } from '../support/latchkey.ts'
import { adminPassword, alice, bob, lastMailTo, linkIn, mailedLink, moveIn, openPerson } from '../support/people.ts'
import type { TestSmtpServer } from '../support/smtp-server.ts'
import type { Holder } from './callers.ts'
import { lookAround } from './forms-on.ts'
import { routesOf } from './routes-of.ts'
import type { Route, Town } from './town.ts'

/** Lets people move in: an administrator, members with and without passwords, links live and dead, keys, letters. Says what a grammar
 *  can be made of; who calls is asked for apart. */
export async function seedTown(
  latchkey: Latchkey,
  smtp: TestSmtpServer,
): Promise<{ town: Omit<Town, 'callers'>; holders: Holder[]; keys: [string, string][] }> {
  const console = await moveIn(latchkey, smtp, [alice, bob])
  // Everybody there comes from one network, and would soon be asked at every form.
  await setProof(console, { proof_after_names: '1000000', proof_after_requests: '1000000' })
  await console.open('/users/new')
  await console.submit('Create and send invitation', { username: 'carol', email: 'carol@example.test' })
  await openPerson(console, 'bob')
  await console.submit('Disable user')
  const dead = await mailedLink(latchkey, smtp, alice)
  const live = await mailedLink(latchkey, smtp, alice)
  const reporter = notMeLinkIn(lastMailTo(smtp, alice.email))
  const member = await (await latchkey.visitor().open('/sign-in')).submit('Sign in', {
    identifier: alice.username,
    password: alice.password,
  })
  await member.open('/my-account/email')
  await member.submit('Change e-mail address', { email: 'alice@new.test', current_password: alice.password })
  await latchkey.deps.background.idle()
  const links = {
    'link-holder': live,
    'dead-link-holder': dead,
    reporter,
    invited: linkIn(lastMailTo(smtp, 'carol@example.test')),
    confirming: linkIn(lastMailTo(smtp, 'alice@new.test')),
  }
  const holders = await Promise.all(
    Object.entries(links).map(async ([name, link]) => {
      const browser = await latchkey.visitor().open(link)
      return { name, browser, place: browser.path }
    }),
  )
  const keys = await makeKeys(latchkey)
  const { deps } = latchkey
  const stranger = latchkey.visitor()
  const around = {
    public: [
      await lookAround(stranger, { door: 'public', from: ['/sign-in', '/forgot-password'], pages: 40 }),
      await lookAround(member, { door: 'public', from: ['/my-account'], pages: 40 }),
      ...(await Promise.all(
        holders.map(({ browser, place }) => lookAround(browser, { door: 'public', from: [place], pages: 1 })),
      )),
    ],
    admin: [
      await lookAround(console, {
        door: 'admin',
        from: ['/', '/users', '/configuration/organization/smtp'],
        pages: 150,
      }),
    ],
  }
  const seen = (['public', 'admin'] as const).flatMap((door) => around[door].map((view) => ({ door, ...view })))
  const people = await People.find({}).lean()
  const tokens = Object.values(links).map((link) => new URL(link).searchParams.get('token') ?? '')
  const letters = seen.flatMap(({ paths }) =>
    paths.flatMap((path) => path.match(/[0-9a-f]{16,64}|[0-9a-f-]{36}/g) ?? []),
  )
  return {
    holders,
    keys,
    town: {
      doors: {
        public: { port: Number(new URL(latchkey.publicUrl).port), host: 'latchkey.test' },
        admin: { port: Number(new URL(latchkey.adminUrl).port), host: 'console.latchkey.test' },
      },
      forms: seen.flatMap(({ forms }) => forms).filter(({ action }) => !otherLetters.test(action)),
      places: seen.flatMap(({ door, paths }) =>
        paths.filter((path) => !otherLetters.test(path)).map((path) => ({ door, path })),
      ),
      routes: pageRoutes(latchkey),
      api: openApi(contents(deps), deps.config.adminDoor),
      words: [
        ...people.flatMap(({ _id, username, email }) => [_id.toString(), username, email]),
        ...new Set(letters),
        ...tokens,
        ...['carbon.super', 'PRIMARY', 'DEFAULT', 'en', 'de', 'active', 'on', '12345678', '../x', '/my-account'],
      ],
      secrets: [
        ...deps.config.secrets,
        adminPassword,
        alice.password,
        bob.password,
        ...keys.map(([, text]) => text),
        '$argon2',
      ],
    },
  }
}

/** One letter in two languages stands for all, or most requests would be about letters. */
const otherLetters = /\/templates\/(?!password-reset\/(?:en|ar))/

/** The routes of the pages. What the API serves is in its document. */
function pageRoutes({ deps }: Latchkey): Route[] {
  const ofApi = new Set(
    contents(deps).flatMap(({ operations }) => operations.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'))),
  )
  const routes = [...routesOf(createPublicDoor(deps), 'public'), ...routesOf(createAdminDoor(deps), 'admin')]
  return routes.filter(({ path, door }) => door === 'public' || path === '/' || !ofApi.has(path))
}

async function makeKeys({ deps }: Latchkey): Promise<[string, string][]> {
  const owner = await findByIdentifier('admin')
  if (!owner) throw new Error('Nobody is the administrator')
  const key = async (name: string, wanted: typeof scopes | [(typeof scopes)[number]]): Promise<[string, string]> => {
    const made = await makeKey(deps, { owner, address: '127.0.0.1', name, scopes: wanted, lifeDays: 365 })
    if (made.outcome !== 'made') throw new Error('No key was made')
    return [name, made.text]
  }
  return [await key('key of everything', scopes), await key('key of recovery', ['recovery'])]
}
