import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { planSmtp } from '../settings-file/plan-smtp.ts'
import { asItself, setSecretsApart } from '../settings-file/set-apart.ts'
import { smtpFacts, smtpJson } from './api-forms.ts'
import { tabOperations } from './section-operations.ts'
import { readSettings, type SmtpSettings } from './settings.ts'
import { smtpExamples } from './smtp-examples.ts'
import { smtpTestOperation } from './smtp-test-operations.ts'
import { toFields } from './smtp-values.ts'

/** The SMTP Server Configuration tab by program: what oxTrust has under the same paths. Secrets go in and never come out. No key changes
 *  it: whoever chooses the server reads every reset mail, those of administrators too. Source: OWASP ASVS 8.2.1. */
export function smtpOperations(deps: Deps): Operation[] {
  return [
    ...tabOperations(deps, {
      name: 'smtp',
      path: '/smtp',
      title: 'the SMTP server configuration',
      changedWith: 'administrator',
      about:
        'A secret that is left out is the saved one. It is asked for again (422) where host, port, protection or user name change.',
      json: smtpJson,
      facts: smtpFacts,
      read: async () => shown((await readSettings()).smtp),
      plan: (section, { settings: { smtp: saved }, by }) =>
        planSmtp(deps, { ...setSecretsApart(section, asItself), saved, by }),
      examples: smtpExamples,
    }),
    smtpTestOperation(deps),
  ]
}

function shown(smtp: SmtpSettings | undefined): object | undefined {
  return (
    smtp && {
      ...toFields(smtp),
      port: smtp.port,
      has_password: Boolean(smtp.sealedPassword),
      has_client_secret: Boolean(smtp.sealedClientSecret),
      has_refresh_token: Boolean(smtp.sealedRefreshToken),
      tested_at: smtp.testedAt?.toISOString() ?? null,
    }
  )
}
