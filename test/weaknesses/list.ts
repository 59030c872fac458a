// Over 120 lines: ten weaknesses, each in one place.

import type { Weakness } from './weakness.ts'

/** What must never come in unseen. Each is as somebody in a hurry would write it: it works for whoever means well. */
export const weaknesses: Weakness[] = [
  {
    name: 'token not hashed',
    gain: 'Whoever reads the database or a backup of it opens every mailed link that still lives.',
    edits: [
      {
        file: 'src/password-reset/prepare-reset.ts',
        before: 'request.tokenDigest ?? digestToken(token)',
        after: 'request.tokenDigest ?? token',
      },
      {
        file: 'src/password-reset/complete-reset.ts',
        before: 'return { digest: digestToken(token), purpose',
        after: "return { digest: purpose === 'reset' ? token : digestToken(token), purpose",
      },
    ],
    tests: [
      {
        file: 'test/password-reset/link.test.ts',
        name: 'is nowhere in the database, in the log or on a page while the mail is held back',
      },
    ],
  },
  {
    name: 'confirm compared loosely',
    gain: 'A password is set that its owner does not know to the letter: they are kept out, and mailed links have to let them in.',
    edits: [
      {
        file: 'src/password-reset/forms.ts',
        before: 'form.new_password === form.confirm_password',
        after: 'form.new_password.trim().toLowerCase() === form.confirm_password.trim().toLowerCase()',
      },
    ],
    tests: [
      {
        file: 'test/password-reset/link.test.ts',
        name: 'lives on, and sets nothing, where the second password differs in',
      },
    ],
  },
  {
    name: 'host header used',
    gain: 'Somebody asks for a reset in another’s name, and the mailed link leads to the site of whoever asked.',
    edits: [
      {
        file: 'src/web/client.ts',
        before: '{ address: string; userAgent: string } {',
        after: '{ address: string; userAgent: string; origin: string } {',
      },
      {
        file: 'src/web/client.ts',
        before: "return { address: req.ip ?? '', userAgent }",
        after:
          "const host = req.get('x-forwarded-host') ?? req.get('host')\n  return { address: req.ip ?? '', userAgent, origin: [req.protocol, host].join('://') }",
      },
      {
        file: 'src/setup/create-administrator.ts',
        before: 'address, userAgent, ...names } = input',
        after:
          'address, userAgent, username, email, givenName, familyName } = input\n  const names = { username, email, givenName, familyName }',
      },
      {
        file: 'src/password-reset/requests.ts',
        before: 'userAgent: string\n',
        after: 'userAgent: string\n  origin?: string\n',
      },
      {
        file: 'src/password-reset/requests.ts',
        before: 'userAgent: String,\n',
        after: 'userAgent: String,\n    origin: String,\n',
      },
      {
        file: 'src/password-reset/mails.ts',
        before: 'request: { askedAt: Date; address: string; userAgent: string }',
        after: 'request: { askedAt: Date; address: string; userAgent: string; origin?: string }',
      },
      {
        file: 'src/password-reset/mails.ts',
        before: 'deps.config.publicDoor.origin}/reset-password?token',
        after: 'request.origin ?? deps.config.publicDoor.origin}/reset-password?token',
      },
    ],
    tests: [
      { file: 'test/security-cases/mail-addresses.test.ts', name: 'B04 a forged Host' },
      { file: 'test/security-cases/mail-addresses.test.ts', name: 'B05 a proxy’s header' },
    ],
  },
  {
    name: 'GET consumes',
    gain: 'Mail scanners and previews spend the link before its owner opens it: nobody can reset a password any more.',
    edits: [
      {
        file: 'src/password-reset/link-routes.ts',
        before: "import type { ProofPurpose } from '../users/model.ts'",
        after:
          "import { digestToken, newToken } from '../security/tokens.ts'\nimport { People, type ProofPurpose } from '../users/model.ts'",
      },
      {
        file: 'src/password-reset/link-routes.ts',
        before: 'import { hideToken, tokenOf }',
        after: 'import { keepToken, tokenOf }',
      },
      {
        file: 'src/password-reset/link-routes.ts',
        before: 'return hideToken(cookies, req, res, { path, use: purpose })',
        after: 'return openOnce(String(req.query.token), res)',
      },
      {
        file: 'src/password-reset/link-routes.ts',
        before: '  async function showEnd(',
        after: `  async function openOnce(token: string, res: Response): Promise<void> {
    const fresh = newToken()
    const opened = { 'proof.digest': digestToken(token) }
    await People.updateOne(opened, { $set: { 'proof.digest': digestToken(fresh) } })
    keepToken(cookies, res, { use: purpose, token: fresh })
    res.redirect(303, path)
  }

  async function showEnd(`,
      },
    ],
    tests: [
      {
        file: 'test/security-cases/links.test.ts',
        name: 'B14 forty looks by scanners and previews leave the link as it was',
      },
    ],
  },
  {
    name: 'no csrf on one route',
    gain: 'Another site sends the form of a visitor who holds a mailed link, and sets the password it likes.',
    edits: [
      {
        file: 'src/web/csrf.ts',
        before: 'protect({ cookie, value: tokenIn })]',
        after: "exempting('/reset-password', protect({ cookie, value: tokenIn }))]",
      },
      {
        file: 'src/web/csrf.ts',
        before: 'function tokenIn(',
        after: `function exempting(path: string, demand: Handler): Handler {
  return (req, res, next) => demand(req, res, (refusal) => next(req.path === path ? undefined : refusal))
}

function tokenIn(`,
      },
    ],
    tests: [
      {
        file: 'test/security-cases/forms.test.ts',
        name: 'B16 no form counts without the one token of its own session, in its body',
      },
    ],
  },
  {
    name: 'password in log',
    gain: 'Whoever reads the log reads passwords: those of a slip of the finger, and those that people have elsewhere.',
    edits: [
      {
        file: 'src/sign-in/authenticate.ts',
        before: "    await record(deps, { given, subject: user?.id ?? '', outcome: 'refused' })",
        after:
          "    deps.log.info('sign-in-refused', { form: JSON.stringify(given) })\n    await record(deps, { given, subject: user?.id ?? '', outcome: 'refused' })",
      },
    ],
    tests: [
      {
        file: 'test/sign-in/sign-in.test.ts',
        name: 'leaves no typed password in the log, neither a wrong nor a right one',
      },
    ],
  },
  {
    name: 'operator reaches filter',
    gain: 'A pattern in the place of a name finds some account: one password is tried at all of them at once, past every limit.',
    edits: [
      { file: 'src/web/form-body.ts', before: 'extended: false,', after: 'extended: true,' },
      {
        file: 'src/sign-in/forms.ts',
        before: "z.string('field.one-text').trim().min(1, 'sign-in.identifier-missing').max(254, 'field.too-long')",
        after: 'z.any()',
      },
      {
        file: 'src/users/names.ts',
        before: 'return canonicalAddress(identifier)?.key ?? usernameKey(identifier)',
        after: 'return canonicalAddress(String(identifier))?.key ?? usernameKey(String(identifier))',
      },
      {
        file: 'src/users/users.ts',
        before: "  if (!identifier.includes('@'))",
        after: `  const person = await People.findOne({ username: identifier }, shown).lean<Person>()
  if (person || typeof identifier !== 'string') return show(person)
  if (!identifier.includes('@'))`,
      },
    ],
    tests: [{ file: 'test/security-cases/input.test.ts', name: 'B06 an operator at sign-in is no password' }],
  },
  {
    name: 'session not rotated',
    gain: 'Whoever plants the cookie of their own session in a browser is signed in there as whoever signs in next.',
    edits: [
      {
        file: 'src/sign-in/authenticate.ts',
        before: 'export interface Credentials {\n',
        after: 'export interface Credentials {\n  held?: string | undefined\n',
      },
      {
        file: 'src/sign-in/authenticate.ts',
        before: 'await startSession({\n',
        after: 'await startSession({\n    held: given.held,\n',
      },
      {
        file: 'src/sign-in/routes.ts',
        before: 'const given = { identifier,',
        after: "const given = { held: cookies.read(req, 'session'), identifier,",
      },
      {
        file: 'src/sign-in/routes.ts',
        before: "if (res.locals.session) await endSession(res.locals.session.id)\n    cookies.clear(res, 'csrf')",
        after: "cookies.clear(res, 'csrf')",
      },
      {
        file: 'src/sessions/store.ts',
        before: "startSession(start: Omit<Session, 'id' | 'seenAt' | 'expiresAt'>)",
        after:
          "startSession({ held, ...start }: Omit<Session, 'id' | 'seenAt' | 'expiresAt'> & { held?: string | undefined })",
      },
      {
        file: 'src/sessions/store.ts',
        before: 'const value = newToken()',
        after: 'const value = held ?? newToken()\n  await Sessions.deleteOne({ _id: digestToken(value) })',
      },
    ],
    tests: [{ file: 'test/sessions/sessions.test.ts', name: 'is replaced when somebody signs in again' }],
  },
  {
    name: 'throttle after look-up',
    gain: 'Names that have to wait are names that exist: a list of accounts can be read off the answers.',
    edits: [
      {
        file: 'src/sign-in/authenticate.ts',
        before: 'const asked = await askLeave(',
        after: `const user = await findByIdentifier(given.identifier)
  const free = { outcome: 'allowed' as const, leave: { name, nr: 0 } }
  const asked = !user ? free : await askLeave(`,
      },
      {
        file: 'src/sign-in/authenticate.ts',
        before: '  const user = await findByIdentifier(given.identifier)\n',
        after: '',
      },
    ],
    tests: [
      {
        file: 'test/sign-in/sign-in.test.ts',
        name: 'waits longer and longer after four failures, the same for known and unknown names',
      },
    ],
  },
  {
    name: 'mail sent before answer',
    gain: 'Answers take longer where there is somebody to mail: who exists can be told by a clock.',
    edits: [
      {
        file: 'src/password-reset/request-reset.ts',
        before: 'export function requestReset(',
        after: 'export async function requestReset(',
      },
      {
        file: 'src/password-reset/request-reset.ts',
        before: 'return storeRequest({ ...input, askedAt: deps.clock.now() })',
        after: `const id = await storeRequest({ ...input, askedAt: deps.clock.now() })
  await deps.background.idle()
  return id`,
      },
    ],
    tests: [
      {
        file: 'test/password-reset/same-answer.test.ts',
        name: 'comes before anybody is looked up and any letter is written',
      },
    ],
  },
]
