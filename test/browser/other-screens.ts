import type { Page } from 'playwright-core'
import type { Scene } from './scene.ts'

const phone = { viewport: { width: 390, height: 844 } }

/** Looks at pages on a phone and in the dark; on the phone nothing may stick out sideways. */
export async function lookElsewhere({ product, chromium, console, step }: Scene): Promise<void> {
  const signedIn = await console.context().storageState()
  const smtpForm = `${product.adminUrl}/configuration/organization/smtp`
  await step('On a phone: the sign-in page and the SMTP form fit a width of 390 px', async () => {
    const visitor = await chromium.person(phone)
    await visitor.goto(`${product.publicUrl}/sign-in`)
    await fits(visitor)
    await chromium.picture(visitor, '14-sign-in-phone')
    const administrator = await chromium.person({ ...phone, storageState: signedIn })
    await administrator.goto(smtpForm)
    await fits(administrator)
    await chromium.picture(administrator, '15-smtp-phone')
  })
  await step('In the dark: the console follows the colours the system prefers', async () => {
    const administrator = await chromium.person({ colorScheme: 'dark', storageState: signedIn })
    await administrator.goto(smtpForm)
    await chromium.picture(administrator, '16-smtp-dark')
  })
}

async function fits(page: Page): Promise<void> {
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
  if (width > phone.viewport.width) throw new Error(`The page is ${width} px wide`)
}
