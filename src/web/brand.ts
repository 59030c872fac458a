import { type Response, Router } from 'express'
import { findLogo } from '../organization/logos.ts'
import { defaultColour, type Settings } from '../organization/settings.ts'
import { contrastWithWhite } from './colour.ts'

const forGood = 'public, max-age=31536000, immutable'

/** The organisation's colour and logo as files whose names change with what is in them, so that browsers may keep them for good. */
export function brandRoutes(): Router {
  const routes = Router()

  routes.get('/brand/:colour.css', ({ params: { colour } }, res, next) => {
    if (!/^[0-9a-f]{6}$/.test(colour) || contrastWithWhite(`#${colour}`) < 4.5) return next()
    res.type('css').set('Cache-Control', forGood).send(`:root { --brand: #${colour}; }\n`)
  })

  routes.get('/brand/logo-:digest', async ({ params: { digest } }, res: Response, next) => {
    const logo = /^[0-9a-f]{32}$/.test(digest) ? await findLogo(digest) : undefined
    if (!logo) return next()
    res.type(logo.type).set('Cache-Control', forGood).send(logo.bytes)
  })

  return routes
}

/** Where a page finds the organisation's colour and logo; undefined each where it has none of its own. */
export function brandOf(settings: Settings | undefined): { css: string | undefined; logo: string | undefined } {
  const { brandColor, logo } = settings ?? {}
  const hasColour = brandColor !== undefined && brandColor !== defaultColour
  return { css: hasColour ? `/brand/${brandColor.slice(1)}.css` : undefined, logo: logo && `/brand/logo-${logo}` }
}
