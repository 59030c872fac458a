import type { Settings } from '../organization/settings.ts'

/** The step of the first run that is still to do after the administrator exists: mail, then self-service reset; undefined once
 *  both were there. Switching reset off later does not bring the wizard back. */
export function firstRunStep({ smtp, system }: Settings): 'smtp' | 'reset' | undefined {
  if (system.resetOpenSince) return undefined
  return smtp ? 'reset' : 'smtp'
}
