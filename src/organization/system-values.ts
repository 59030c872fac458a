import type { SystemForm } from './forms.ts'
import type { SystemSettings } from './settings.ts'

const hour = 60

/** The switches a filled-in System Configuration form stands for. */
export function toSystem(form: SystemForm): Omit<SystemSettings, 'resetOpenSince'> {
  return {
    selfServiceReset: form.self_service_password_reset,
    linkLifetimeMinutes: form.link_lifetime_minutes,
    notifyOnSuccess: form.notify_on_success,
    minimumPasswordLength: form.minimum_password_length,
    resetLimits: {
      perPerson: form.limit_per_person,
      perClient: form.limit_per_client,
      everyone: form.limit_everyone,
    },
    guessLimits: { perHour: form.guesses_per_hour, namesPerNetwork: form.failed_names_per_network },
    proofLimits: {
      isOn: form.proof_of_work,
      afterNames: form.proof_after_names,
      afterRequests: form.proof_after_requests,
    },
    sessionLimits: {
      public: { idle: form.session_idle_minutes, absolute: form.session_hours * hour },
      admin: { idle: form.console_idle_minutes, absolute: form.console_hours * hour },
    },
  }
}

/** The form as it is shown for saved switches. */
export function toFields(system: SystemSettings): Record<string, string> {
  const { resetLimits, guessLimits, proofLimits, sessionLimits } = system
  return {
    ...(system.selfServiceReset && { self_service_password_reset: 'on' }),
    ...(system.notifyOnSuccess && { notify_on_success: 'on' }),
    link_lifetime_minutes: String(system.linkLifetimeMinutes),
    minimum_password_length: String(system.minimumPasswordLength),
    limit_per_person: String(resetLimits.perPerson),
    limit_per_client: String(resetLimits.perClient),
    limit_everyone: String(resetLimits.everyone),
    guesses_per_hour: String(guessLimits.perHour),
    failed_names_per_network: String(guessLimits.namesPerNetwork),
    ...(proofLimits.isOn && { proof_of_work: 'on' }),
    proof_after_names: String(proofLimits.afterNames),
    proof_after_requests: String(proofLimits.afterRequests),
    session_idle_minutes: String(sessionLimits.public.idle),
    session_hours: String(sessionLimits.public.absolute / hour),
    console_idle_minutes: String(sessionLimits.admin.idle),
    console_hours: String(sessionLimits.admin.absolute / hour),
  }
}
