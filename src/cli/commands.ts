import { auditVerify } from './audit-verify.ts'
import { backup } from './backup.ts'
import { calibrate } from './calibrate.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { mailTest } from './mail-test.ts'
import { move } from './move.ts'
import { restore } from './restore.ts'
import { settingsExport } from './settings-export.ts'
import { settingsImport } from './settings-import.ts'
import { setupLink } from './setup-link.ts'
import { usersCreate } from './users-create.ts'
import { usersList } from './users-list.ts'
import { usersResetLink } from './users-reset-link.ts'

/** Every command by its name, in the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = Object.freeze({
  doctor,
  'setup-link': setupLink,
  'users list': usersList,
  'users create': usersCreate,
  'users reset-link': usersResetLink,
  'settings export': settingsExport,
  'settings import': settingsImport,
  'mail test': mailTest,
  'audit verify': auditVerify,
  calibrate,
  backup,
  restore,
  move,
})
