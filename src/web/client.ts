import type { Request } from 'express'

/** Where a request comes from: the address (behind trusted proxies only) and the browser's own words, cut to one short line. */
export function clientOf(req: Request): { address: string; userAgent: string } {
  const userAgent = (req.get('user-agent') ?? '').replaceAll(/[^\x20-\x7e]/g, '').slice(0, 200)
  return { address: req.ip ?? '', userAgent }
}
