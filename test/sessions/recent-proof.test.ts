import { beforeAll, describe, expect, test } from 'vitest'
import { entriesAbout } from '../../src/audit/log.ts'
import { readSettings } from '../../src/organization/settings.ts'
import { findByIdentifier } from '../../src/users/users.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, becomeAdministrator, configureSmtp, signInToConsole } from '../support/people.ts'

const latchkey = useLatchkey()
const system = '/configuration/organization/system'
const proofPage = 'Confirm that it is you'

beforeAll(async () => {
  await configureSmtp(await becomeAdministrator(latchkey), 2525)
})

describe('A sensitive act', () => {
  test('goes through at once while the last proof is younger than ten minutes', async () => {
    const console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(9)
    await saveLifetime(console, '41')
    expect(console.heading).toBe('System Configuration')
    expect((await readSettings()).system.linkLifetimeMinutes).toBe(41)
  })

  test('asks for the password after ten minutes, and goes on with the very form that was sent', async () => {
    const console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(11)
    await saveLifetime(console, '42')
    expect(console.heading).toBe(proofPage)
    expect((await readSettings()).system.linkLifetimeMinutes).toBe(41)
    await console.submit('Confirm and go on', { current_password: 'not the password at all' })
    expect(console.status).toBe(422)
    expect(console.errorAt('current_password')).toContain('This is not your password')
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect(console.text).toContain('System configuration saved.')
    expect((await readSettings()).system.linkLifetimeMinutes).toBe(42)
    await saveLifetime(console, '43')
    expect((await readSettings()).system.linkLifetimeMinutes).toBe(43)
  })

  test('never shows a typed secret while it is held back', async () => {
    const console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(11)
    await console.open('/configuration/organization/smtp')
    await console.submit('Update', { authentication: 'password', user_name: 'relay', password: 'a relay secret' })
    expect(console.heading).toBe(proofPage)
    expect(console.html).not.toContain('a relay secret')
    expect(Buffer.from(heldIn(console), 'base64url').toString('latin1')).not.toContain('a relay secret')
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect((await readSettings()).smtp?.sealedPassword).toBeDefined()
  })

  test('is not carried over to another address, another session or a later hour', async () => {
    const console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(11)
    await saveLifetime(console, '44')
    const held = heldIn(console)
    const proof = { held, current_password: adminPassword }
    await console.post('/configuration/organization/smtp', proof)
    expect(console.status).toBe(400)
    await saveLifetime(console, '44')
    latchkey.clock.advanceMinutes(11)
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect(console.status).toBe(400)
    const other = await signInToConsole(latchkey)
    await other.open(system)
    await other.post(system, proof)
    expect(other.status).toBe(400)
    expect((await readSettings()).system.linkLifetimeMinutes).toBe(43)
  })

  test('leaves an audit entry for each proof, right or wrong', async () => {
    const admin = await findByIdentifier('admin')
    const proofs = (await entriesAbout(admin?.id ?? '', 50)).filter((entry) => entry.action === 'console.proof')
    expect(proofs.map((entry) => entry.outcome)).toEqual(['done', 'done', 'refused'])
  })
})

async function saveLifetime(console: Browser, minutes: string): Promise<void> {
  await console.open(system)
  await console.submit('Update', { link_lifetime_minutes: minutes })
}

function heldIn(console: Browser): string {
  return String(console.$('input[name=held]').attr('value'))
}
