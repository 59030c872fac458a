import { randomUUID } from 'node:crypto'
import { Background } from '../background.ts'
import { readConfig } from '../config.ts'
import { connectDatabase, disconnectDatabase } from '../database/connect.ts'
import { createIndexes } from '../database/indexes.ts'
import type { Deps } from '../deps.ts'
import { createLog } from '../log.ts'
import { readSettings, saveAppearance } from '../organization/settings.ts'
import { hashPassword } from '../security/passwords.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { createAdministrator } from '../setup/create-administrator.ts'
import { createSmtpTransport } from '../smtp/transport.ts'
import { createUser, findByIdentifier, newUserId } from '../users/users.ts'

/** Who lives in the demo. Their passwords are printed on the terminal; nobody of them exists anywhere else. */
export const people = Object.freeze({
  organization: 'Hafen Library',
  administrator: {
    username: 'admin',
    email: 'admin@hafen.example',
    givenName: 'Ada',
    familyName: 'Petersen',
    password: 'lantern above the old quay',
  },
  reader: {
    username: 'mara',
    email: 'mara@hafen.example',
    givenName: 'Mara',
    familyName: 'Lindqvist',
    password: 'nine boats and a heron',
  },
})

/** Fills a fresh data directory with the organisation, its administrator and a reader. Mail and password reset stay as they
 *  are at a first start, not set up and off: setting them up is what the demo is for. Closes the file again for the server. */
export async function seed(dataDir: string): Promise<void> {
  const deps = seedDeps(dataDir)
  await connectDatabase(deps.config)
  await createIndexes()
  const { supportContact, brandColor } = await readSettings()
  await saveAppearance({ organizationName: people.organization, supportContact, brandColor, logo: undefined })
  await createAdministrator(deps, { ...people.administrator, address: '', userAgent: 'Latchkey demo' })
  const administrator = await findByIdentifier(people.administrator.username)
  if (!administrator) throw new Error('The demo could not create its administrator')
  await endSessionsOf(administrator.id)
  await addReader(deps, administrator.id)
  await disconnectDatabase()
}

function seedDeps(dataDir: string): Deps {
  const clock = { now: () => new Date() }
  const log = createLog('warn', (line) => process.stderr.write(line), clock.now)
  const config = readConfig({ DATA_DIR: dataDir })
  return {
    config,
    clock,
    log,
    transport: createSmtpTransport({ egress: config.smtpEgress }),
    background: new Background(log),
  }
}

async function addReader({ clock }: Deps, administrator: string): Promise<void> {
  const { password, ...names } = people.reader
  const [id, at] = [newUserId(), clock.now()]
  await createUser({
    ...names,
    id,
    roles: [],
    status: 'active',
    language: 'en',
    createdAt: at,
    passwordHash: await hashPassword(password),
    event: {
      id: randomUUID(),
      entry: {
        at,
        action: 'user.created',
        outcome: 'done',
        actor: administrator,
        subject: id,
        address: '',
        detail: 'demo',
      },
    },
  })
}
