import { setTimeout } from 'node:timers/promises'
import { switchReset } from './administrators.ts'
import { firstPassword } from './crowd.ts'
import type { Ledger } from './ledger.ts'
import { isPage } from './people.ts'
import { adminOrigin, type Stage } from './stage.ts'
import { visit } from './visitor.ts'

const smtpPath = '/configuration/organization/smtp'

/** Walks the first run as a person does: setup link, administrator, SMTP settings, switch. The administrator made takes part in
 *  everything from then on. Throws where a step does not work. */
export async function setUp(stage: Stage, ledger: Ledger): Promise<void> {
  const browser = visit(adminOrigin, () => stage.apps[0]?.adminPort ?? 0)
  await browser.get(`/setup?token=${stage.setupToken}`)
  // the doors answer a moment before the link is valid
  for (let tries = 0; tries < 50 && !isPage(await browser.get('/setup'), 200); tries++) await setTimeout(100)
  const created = await browser.post('/setup', {
    username: 'first-chief',
    given_name: '',
    family_name: '',
    email: 'first-chief@example.test',
    new_password: firstPassword,
    confirm_password: firstPassword,
  })
  if (!isPage(created, 303)) throw new Error(`The setup wizard did not work: ${JSON.stringify(created)}`)
  await browser.get(smtpPath)
  const saved = await browser.post(smtpPath, {
    action: 'update',
    host: '127.0.0.1',
    port: String(stage.relayPort),
    protection: 'None',
    authentication: 'none',
    user_name: '',
    password: '',
    from_name: 'Example Org',
    from_email: 'no-reply@example.test',
  })
  if (!isPage(saved, 303)) throw new Error(`The SMTP settings were not saved: ${JSON.stringify(saved)}`)
  if (!(await switchReset(ledger, browser, true))) throw new Error('Password reset was not switched on')
  const list = await browser.get('/users?q=first-chief')
  const id = list.kind === 'page' ? /\/users\/([0-9a-f]{24})/.exec(list.body)?.[1] : undefined
  const model = ledger.administrators[0]
  if (!id || !model) throw new Error('The administrator is not on the list of users')
  ledger.administrators.push({ ...model, id, username: 'first-chief', email: 'first-chief@example.test' })
}
