import { people } from './seed.ts'

/** Where the parts of the demo answer: two origins, the port of the mail catcher and the address of its web page. */
export interface Places {
  publicOrigin: string
  adminOrigin: string
  smtpPort: number
  mailUrl: string
}

/** What the terminal says once the demo runs: who may sign in, the six steps of the Gluu guide with the values to enter, and
 *  where mail shows. */
export function guide({ publicOrigin, adminOrigin, smtpPort, mailUrl }: Places): string {
  const { organization, administrator, reader } = people
  const tab = `${adminOrigin}/configuration/organization`
  return `
  The demo of Latchkey runs, with the organisation "${organization}".

  Console         ${adminOrigin}
                  ${administrator.username} / ${administrator.password}
  Sign-in page    ${publicOrigin}
                  ${reader.username} / ${reader.password}
  Mail catcher    ${mailUrl}

  Mail is not set up and password reset is off, as after every first start. Six steps:

  1  Sign in to the console: ${adminOrigin}
  2  Configuration > Organization Configuration, tab "SMTP Server Configuration": ${tab}/smtp
        SMTP Host            localhost
        SMTP Port            ${smtpPort}
        Connect Protection   None
        Authentication       None
        From Name            ${organization}
        From Email Address   no-reply@hafen.example
  3  Press "Test Configuration": "SMTP Test succeeded!". The mail shows at ${mailUrl}
     Press "Update".
  4  Tab "System Configuration": ${tab}/system
     Tick "Self-Service Password Reset" and press "Update".
  5  Open the sign-in page ${publicOrigin}/sign-in, best in a private window.
     Press "Forgot your Password?", enter ${reader.email} and press "Send Mail".
  6  Open the mail at ${mailUrl}, follow its link, choose a password, sign in.

  These accounts exist in this demo only, and everything is forgotten when it stops. Ctrl-C stops it.

`
}
