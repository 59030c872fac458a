import type { Request } from 'express'

/** The pattern of the route that took a request, such as `/users/:id`; below a folder that answered itself, `/assets/*`; `none` where
 *  nothing took it. Never the address: that may hold a secret, and there is no end of addresses. */
export function routeOf({ baseUrl, route }: Request): string {
  const base = baseUrl.toLowerCase().replace(/^\/t\/[^/]+/, '/t/:tenant')
  if (route === undefined) return base === '' ? 'none' : `${base}/*`
  const path = String(Array.isArray(route.path) ? route.path[0] : route.path)
  return base !== '' && path === '/' ? base : base + path
}
