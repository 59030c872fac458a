import type { Handler } from 'express'
import { settingsOf } from '../web/settings.ts'

declare global {
  namespace Express {
    interface Locals {
      /** The tenant of this request as its address names it, and whether that is the one there is. */
      tenant?: { name: string; isOurs: boolean }
    }
  }
}

/** What clients of an organisation without tenants call it. */
export const usualTenant = 'carbon.super'

/** Reads the tenant from the address; without one it is the usual one. The organisation's own name is accepted too. */
export const readTenant: Handler = (req, res, next) => {
  const { tenant } = req.params
  const name = typeof tenant === 'string' ? tenant : usualTenant
  const own = [usualTenant, settingsOf(res).organizationName.toLowerCase()]
  res.locals.tenant = { name, isOurs: own.includes(name.toLowerCase()) }
  next()
}

/** Whether a realm is the one user store there is. */
export function isOurRealm(realm: string | undefined): boolean {
  return realm === undefined || realm === '' || realm.toUpperCase() === 'PRIMARY'
}
