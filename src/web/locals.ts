import type { Language } from '../languages/names.ts'
import type { Settings } from '../organization/settings.ts'
import type { Session } from '../sessions/store.ts'
import type { User } from '../users/users.ts'
import type { Flash } from './flash.ts'

declare global {
  namespace Express {
    /** What middleware found out about a request; routes only read it. */
    interface Locals {
      requestId: string
      /** The language of the pages this request is answered with. */
      language: Language
      /** Whether this door speaks more than one. */
      offersLanguages: boolean
      settings?: Settings
      session?: Session
      person?: User
      flash?: Flash
      /** Whether what was uploaded exceeded the limit and was dropped. */
      isUploadTooLarge?: boolean
    }
  }
}
