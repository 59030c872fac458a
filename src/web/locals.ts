import type { Settings } from '../organization/settings.ts'
import type { Session } from '../sessions/store.ts'
import type { User } from '../users/users.ts'
import type { Flash } from './flash.ts'

declare global {
  namespace Express {
    /** What middleware found out about a request; routes only read it. */
    interface Locals {
      requestId: string
      settings?: Settings
      session?: Session
      person?: User
      flash?: Flash
      /** Whether what was uploaded exceeded the limit and was dropped. */
      isUploadTooLarge?: boolean
    }
  }
}
