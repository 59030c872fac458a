import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { clientOf } from '../web/client.ts'
import { contrastWithWhite, readableShade } from '../web/colour.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { uploadedFile } from '../web/upload.ts'
import { appearanceForm } from './appearance-forms.ts'
import { type Logo, pictureType } from './logos.ts'
import type { Settings } from './settings.ts'
import { updateAppearance } from './update-appearance.ts'

/** The address of the Organization tab, which takes a file. */
export const appearancePath = '/configuration/organization/appearance'

/** The tab "Organization": name, support contact, colour and logo. */
export function appearanceRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(appearancePath, (req, res) => show(req, res, { values: toFields(settingsOf(res)) }))

  routes.post(appearancePath, async (req, res) => {
    const form = parseForm(appearanceForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { name, support_contact, brand_color, remove_logo } = form.data
    const errors = { ...refuseColour(brand_color), ...refuseLogo(uploadedFile(req), res) }
    if (Object.keys(errors).length > 0) return show(req, res, { values: typed(req.body), errors, status: 422 })
    await updateAppearance(deps, {
      values: { organizationName: name, supportContact: support_contact, brandColor: brand_color },
      logo: toLogo(uploadedFile(req)) ?? (remove_logo ? null : undefined),
      by: res.locals.person?.id ?? '',
      address: clientOf(req).address,
    })
    leaveFlash(cookies, res, { kind: 'success', text: 'Saved. Pages show it at once, mails from now on.' })
    res.redirect(303, appearancePath)
  })

  function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values: FieldTexts },
  ): void {
    showPage(req, res, {
      view: 'organization/appearance',
      layout: 'console',
      section: 'organization',
      title: 'Organization',
      ...page,
      locals: { tab: 'appearance', hasLogo: settingsOf(res).logo !== undefined },
    })
  }

  return routes
}

function toFields(settings: Settings): FieldTexts {
  const { organizationName, supportContact, brandColor } = settings
  return { name: organizationName, support_contact: supportContact, brand_color: brandColor }
}

/** Why a colour cannot be the organisation's, beside its field; nothing where white words can be read on it. */
export function refuseColour(colour: string): FieldTexts {
  const contrast = contrastWithWhite(colour)
  if (contrast >= 4.5) return {}
  const ratio = contrast.toFixed(1)
  return {
    brand_color: `White words on it are hard to read (${ratio} to 1, at least 4.5). Try ${readableShade(colour)}`,
  }
}

function refuseLogo(bytes: Buffer | undefined, res: Response): FieldTexts {
  if (res.locals.isUploadTooLarge) return { file: 'Choose a picture of at most 200 kB' }
  return bytes && !pictureType(bytes) ? { file: 'Choose a PNG, JPEG or WebP picture' } : {}
}

function toLogo(bytes: Buffer | undefined): Logo | undefined {
  const type = bytes && pictureType(bytes)
  return bytes && type ? { type, bytes } : undefined
}
