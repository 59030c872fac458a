import { type Saying, say, translator } from '../../src/languages/translate.ts'
import { refusePassword } from '../../src/security/password-rules.ts'

const speak = translator('en')
const owner = {
  username: 'm.keller',
  email: 'martha.keller@mail.example.test',
  givenName: 'Martha',
  familyName: 'Keller',
}

/** What Martha Keller of Northwind Traders is told about a password, in English; nothing when it is accepted. */
export function weigh(password: string, minimumPasswordLength = 15): string | undefined {
  const settings = { organizationName: 'Northwind Traders', system: { minimumPasswordLength } }
  const reason: Saying | undefined = refusePassword(password, { settings, owner })
  return reason && say(speak, reason)
}
