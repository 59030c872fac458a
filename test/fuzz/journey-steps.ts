// Over 120 lines: every step somebody can take, each with what must come of it.

import fc from 'fast-check'
import type { Answer, Page, Visitor } from '../faults/visitor.ts'
import { type Mailed, type Model, mustWork, noteChosen, pick, type Real, statusDue } from './journey-model.ts'

type Step = fc.AsyncCommand<Model, Real>
let passwords = 0

/** Steps of the reset journey in any order and number. */
export const orders: fc.Arbitrary<Iterable<Step>> = fc.commands(
  [
    fc.constant(step('ask', ask)),
    fc.constant(step('ask', ask)),
    ...[open, chooseRefused, choose, choose, enterCode, notMe].map((act) =>
      fc
        .nat(3)
        .map((which) =>
          step(`${act.name} ${which}`, (model, real) => withMail(model, which, (mail) => act(model, real, mail))),
        ),
    ),
    fc.constant(step('wrong code', wrongCode)),
    fc.constant(step('choose by code', chooseByCode)),
    fc.constant(step('sign in', signIn)),
    fc.constant(step('sign in as before', signInAsBefore)),
    fc.boolean().map((on) => step(`switch ${on ? 'on' : 'off'}`, (model, real) => turn(model, real, on))),
    fc.constant(step('switch on', (model, real) => turn(model, real, true))),
    fc
      .constantFrom(1, 9, 11, 29, 31)
      .map((minutes) => step(`wait ${minutes}`, async (_, { house }) => house.advanceSeconds(minutes * 60))),
  ],
  { maxCommands: 14, size: 'max' },
)

function step(name: string, act: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    toString: () => name,
    async run(model, real) {
      real.house.advanceSeconds(1)
      await act(model, real)
      for (const { visitor, lives } of model.sessions) {
        const { status } = page(await visitor.get('/my-account'))
        demand(status === (lives ? 200 : 303), `a session that ${lives ? 'lives' : 'ended'} got ${status}`)
      }
    },
  }
}

async function withMail(model: Model, which: number, act: (mail: Mailed) => Promise<void>): Promise<void> {
  const mail = pick(model, which)
  if (mail) await act(mail)
}

async function ask(model: Model, { house, person }: Real): Promise<void> {
  const asker = house.visitor()
  await asker.get('/sign-in')
  await asker.get('/forgot-password')
  const { status } = page(await asker.post('/forgot-password', { identifier: person.email, return_to: '' }))
  const issuedAt = house.now()
  const letters = await house.work()
  const [letter, ...more] = letters.filter(({ text }) => text.includes('/reset-password?token='))
  demand(status === (model.isOn ? 303 : 404), `asking was answered ${status}`)
  demand((letter !== undefined) === model.isOn && more.length === 0, `${letters.length} letters came of asking`)
  if (!letter) return
  const tokenAt = (path: string) => new RegExp(`/${path}\\?token=([\\w-]+)`).exec(letter.text)?.[1] ?? ''
  const code = /^\s*(\d{4} \d{4})\s*$/m.exec(letter.text)?.[1] ?? ''
  demand(letter.to.address === person.email && code !== '', 'the letter is another than was due')
  for (const mail of model.mails) if (mail.state === 'newest') mail.state = 'replaced'
  const tokens = { token: tokenAt('reset-password'), notMeToken: tokenAt('not-me') }
  model.mails.push({ ...tokens, code, issuedAt, state: 'newest', asker })
}

async function atLink(model: Model, { house }: Real, mail: Mailed): Promise<Visitor> {
  const visitor = house.visitor()
  await visitor.get('/sign-in')
  await visitor.get(`/reset-password?token=${mail.token}`)
  const { status } = page(await visitor.get('/reset-password'))
  const due = statusDue(model, mail, house.now())
  demand(status === due, `a link that is ${mail.state} was answered ${status}, not ${due}`)
  return visitor
}

async function open(model: Model, real: Real, mail: Mailed): Promise<void> {
  await atLink(model, real, mail)
  await atLink(model, real, mail)
}

async function chooseRefused(model: Model, real: Real, mail: Mailed): Promise<void> {
  const visitor = await atLink(model, real, mail)
  const { status } = page(await visitor.post('/reset-password', { new_password: 'short', confirm_password: 'short' }))
  const due = statusDue(model, mail, real.house.now())
  demand(status === (due === 200 ? 422 : due), `a refused password was answered ${status}`)
}

async function choose(model: Model, real: Real, mail: Mailed): Promise<void> {
  await chooseWith(await atLink(model, real, mail), { model, real, mail })
}

async function chooseWith(
  visitor: Visitor,
  { model, real, mail }: { model: Model; real: Real; mail: Mailed },
): Promise<void> {
  const password = `kettle ${passwords++} sings in winter`
  const due = mustWork(model, mail, real.house.now())
  const { status } = page(await visitor.post('/reset-password', { new_password: password, confirm_password: password }))
  demand((status === 303) === due, `choosing by a link that is ${mail.state} was answered ${status}`)
  if (due) noteChosen(model, mail, password)
  await real.house.work()
}

async function enterCode(model: Model, { house }: Real, mail: Mailed): Promise<void> {
  const { status, location } = page(await mail.asker.post('/forgot-password/code', { code: mail.code }))
  const isRight = status === 303 && location === '/reset-password'
  demand(!isRight || mustWork(model, mail, house.now()), `the code of a mail that is ${mail.state} was taken`)
  if (isRight) model.byCode = { visitor: mail.asker, mail }
  await house.work()
}

async function wrongCode(model: Model, { house }: Real): Promise<void> {
  const mail = model.mails.at(-1)
  if (!mail) return
  const code = `${mail.code.slice(0, -1)}${(Number(mail.code.at(-1)) + 1) % 10}`
  const { status, location } = page(await mail.asker.post('/forgot-password/code', { code }))
  demand(location !== '/reset-password', `a wrong code was answered ${status}`)
  await house.work()
}

async function chooseByCode(model: Model, real: Real): Promise<void> {
  if (!model.byCode) return
  const { visitor, mail } = model.byCode
  await visitor.get('/sign-in')
  await chooseWith(visitor, { model, real, mail })
  model.byCode = undefined
}

async function notMe(_model: Model, { house }: Real, mail: Mailed): Promise<void> {
  const visitor = house.visitor()
  await visitor.get('/sign-in')
  await visitor.get(`/not-me?token=${mail.notMeToken}`)
  await visitor.get('/not-me')
  const { status } = page(await visitor.post('/not-me', {}))
  demand(
    (status === 303) === (mail.state === 'newest'),
    `a report of a mail that is ${mail.state} was answered ${status}`,
  )
  if (status === 303) mail.state = 'ended'
  await house.work()
}

async function signIn(model: Model, real: Real): Promise<void> {
  const visitor = await signInWith(real, model.password)
  demand(visitor !== undefined, 'the password of the moment does not sign in')
  if (visitor) model.sessions.push({ visitor, lives: true })
}

async function signInAsBefore(model: Model, real: Real): Promise<void> {
  const former = model.former.at(-1)
  if (former !== undefined) demand(!(await signInWith(real, former)), 'a former password signs in')
}

async function signInWith({ house, person }: Real, password: string): Promise<Visitor | undefined> {
  await house.forgetTries()
  const visitor = house.visitor()
  await visitor.get('/sign-in')
  const { status } = page(await visitor.post('/sign-in', { identifier: person.username, password, return_to: '' }))
  return status === 303 ? visitor : undefined
}

async function turn(model: Model, { house }: Real, on: boolean): Promise<void> {
  await house.switchReset(on)
  if (on && !model.isOn) model.openSince = house.now()
  model.isOn = on
}

function page(answer: Answer): Page {
  if (answer.kind !== 'page') throw new Error(`a request was ${answer.kind}`)
  demand(answer.status < 500, `a request was answered ${answer.status}`)
  return answer
}

function demand(is: boolean, otherwise: string): void {
  if (!is) throw new Error(otherwise)
}
