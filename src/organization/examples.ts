const system = {
  self_service_password_reset: true,
  link_lifetime_minutes: 30,
  notify_on_success: true,
  minimum_password_length: 15,
  limit_per_person: 3,
  limit_per_client: 30,
  limit_everyone: 1000,
  guesses_per_hour: 20,
  failed_names_per_network: 1000,
  proof_of_work: true,
  proof_after_names: 30,
  proof_after_requests: 20,
  session_idle_minutes: 60,
  session_hours: 24,
  console_idle_minutes: 30,
  console_hours: 8,
}

/** A system configuration as the API's document shows it. */
export const systemExamples = {
  whole: system,
  part: { self_service_password_reset: true },
  shown: { ...system, status: { kind: 'on', text: 'On. The sign-in page shows the link.' } },
}

const recovery = {
  username_recovery: true,
  code_instead_of_link: false,
  password_history: 5,
  forced_reset_link: true,
  forced_reset_code: false,
  forced_reset_offline_code: false,
  notify_user_existence: false,
  notify_recovery_email_existence: false,
  notify_user_account_status: false,
}

/** Account recovery as the API's document shows it. */
export const recoveryExamples = { whole: recovery, part: { password_history: 5 }, shown: recovery }

const organization = {
  name: 'Example Library',
  support_contact: 'help@example.org',
  brand_color: '#0f5a47',
  logo: null,
}

/** Organization details as the API's document shows them. */
export const organizationExamples = { whole: organization, part: { brand_color: '#0f5a47' }, shown: organization }

const invitation = {
  subject: 'Welcome to {{organizationName}}',
  heading: 'Choose your password',
  message: 'Hello {{displayName}},\n\n[Choose a password]({{link}})\n\nThe link lives {{lifetime}}.',
}

/** A template as the API's document shows it. */
export const templateExamples = {
  wording: invitation,
  shown: {
    kind: 'invitation',
    language: 'en',
    title: 'Invitation',
    sent_when: 'An administrator added somebody.',
    wording: 'own',
    changed_at: '2026-11-23T10:42:00.000Z',
    ...invitation,
    placeholders: { displayName: 'the name of the person', link: 'the address to open' },
    needs: ['link'],
  },
  listed: {
    items: [
      {
        kind: 'invitation',
        title: 'Invitation',
        sent_when: 'An administrator added somebody.',
        languages: [{ language: 'en', wording: 'own', changed_at: '2026-11-23T10:42:00.000Z' }],
      },
    ],
  },
  looked: {
    subject: 'Welcome to Example Library',
    text: 'Choose your password\n\nHello Ada, …',
    html: '<!doctype html>…',
    findings: [],
  },
}
