import { appearanceForm } from '../organization/appearance-forms.ts'
import { refuseColour } from '../organization/appearance-routes.ts'
import { type Logo, pictureType } from '../organization/logos.ts'
import type { Settings } from '../organization/settings.ts'
import { appearanceChange } from '../organization/update-appearance.ts'
import { faultAt } from './faults.ts'
import { asForm, differences, noPlan, type Plan, type Planner } from './section.ts'

const mostLogoBytes = 200 * 1024

/** What the section "organization" of a settings file does; `savedLogo` is the picture there is, as an export spells it. */
export function planOrganization(
  { settings, savedLogo, by }: { settings: Settings; savedLogo: string | null; by: Planner },
  { logo = savedLogo, ...section }: Record<string, unknown>,
): Plan {
  const { organizationName, supportContact, brandColor } = settings
  const saved = { name: organizationName, support_contact: supportContact, brand_color: brandColor }
  const form = asForm(appearanceForm.omit({ remove_logo: true }), { name: 'organization', section, saved })
  const picture = logo === null || logo === savedLogo ? undefined : toLogo(logo)
  const colour = form.ok ? refuseColour(form.data.brand_color).brand_color : undefined
  const faults = [
    ...(form.ok ? [] : form.faults),
    ...(colour ? [faultAt(['organization', 'brand_color'], colour)] : []),
    ...(picture === null ? [faultAt(['organization', 'logo'], notALogo)] : []),
  ]
  if (!form.ok || faults.length > 0) return noPlan(faults)
  const { name, support_contact, brand_color } = form.data
  const values = { organizationName: name, supportContact: support_contact, brandColor: brand_color }
  return {
    faults: [],
    changes: differences('organization', { ...saved, logo: savedLogo }, { ...form.data, logo }),
    change: () =>
      appearanceChange(
        {
          values,
          logo: logo === null ? null : (picture ?? undefined),
          by: by.id,
          address: by.address,
          note: by.note,
        },
        settings,
      ),
  }
}

const notALogo = 'Write null, or a PNG, JPEG or WebP picture of at most 200 kB as data:image/png;base64,…'

/** The picture behind a data address; null where it is none. */
function toLogo(text: unknown): Logo | null {
  const [, base64] = (typeof text === 'string' && /^data:image\/[a-z]+;base64,([A-Za-z0-9+/]+=*)$/.exec(text)) || []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  const type = pictureType(bytes)
  return type && bytes.length <= mostLogoBytes ? { type, bytes } : null
}
