import type { Response } from 'express'
import { usualTenant } from './tenant.ts'

/** Where a program goes on: the step's path, with the tenant as WSO2 writes it. */
export function linkTo(
  res: Response,
  rel: 'next' | 'resend',
  step: string,
): { rel: string; href: string; type: string } {
  const tenant = encodeURIComponent(res.locals.tenant?.name ?? usualTenant)
  return { rel, href: `/t/${tenant}/api/users/v2/recovery/password/${step}`, type: 'POST' }
}
