import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { linkIn, linksIn, type Mail } from './mailbox.ts'
import { comeIn } from './newcomers.ts'
import { choosePassword, fillIn, press, reads, type Scene } from './scene.ts'

/** What opens the links of a mail before its reader does. */
const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0',
  'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  'Mozilla/5.0 (compatible; BarracudaLinkProtect/1.0)',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'curl/8.5.0',
]

/** A page that only looks has done its looking by then. */
const watchingMs = 1500

/** Lets mail scanners loose on a mail before its reader comes: afterwards its link still works, exactly once. */
export async function walkScanned(scene: Scene, username: string): Promise<void> {
  const { product, chromium, mailbox, step } = scene
  const person = await comeIn(scene, username)
  const reader = await chromium.person()
  let mail: Mail | undefined
  await step('Mail scanners: somebody forgot the password', async () => {
    await reader.goto(`${product.publicUrl}/forgot-password`)
    await fillIn(reader, { 'E-mail address or username': person.email })
    await press(reader, 'Send Mail')
    mail = await mailbox.next(person.email, /^Password reset was requested at /)
    assert.ok(linksIn(mail).length > 1, 'The mail has its link and the one for whoever did not ask')
  })
  await step('Mail scanners: every link is fetched with GET and HEAD by six programs', () =>
    fetchAll(linksIn(mail as Mail)),
  )
  await step(
    'Mail scanners: every link is opened in a Chromium that runs scripts, waits, and clicks nothing',
    async () => {
      for (const link of linksIn(mail as Mail)) await lookAt(await chromium.person(), link)
    },
  )
  await step('Mail scanners: the reader’s link still works', async () => {
    await reader.goto(linkIn(mail as Mail))
    await reads(reader, 'Choose a new password')
    await choosePassword(reader, 'barley grows behind the mill')
  })
  await step('Mail scanners: and it worked once', async () => {
    await reader.goto(linkIn(mail as Mail))
    await reads(reader, 'This link was used already')
    await reader.context().close()
  })
}

async function fetchAll(links: string[]): Promise<void> {
  for (const link of links)
    for (const userAgent of userAgents)
      for (const method of ['HEAD', 'GET']) {
        const answer = await fetch(link, { method, headers: { 'User-Agent': userAgent } })
        await answer.arrayBuffer()
        assert.ok(answer.status < 500, `${method} of ${new URL(link).pathname} was answered with ${answer.status}`)
      }
}

async function lookAt(page: Page, link: string): Promise<void> {
  await page.goto(link, { waitUntil: 'networkidle' })
  await page.mouse.move(200, 200)
  await page.waitForTimeout(watchingMs)
  await page.context().close()
}
