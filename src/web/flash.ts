import type { Handler, Response } from 'express'
import { z } from 'zod'
import type { Saying } from '../languages/translate.ts'
import type { Cookies } from './cookies.ts'

/** A message for the next page, shown once in the language of that page. */
export interface Flash {
  kind: 'success' | 'error' | 'info'
  text: Saying
}

const shape = z.object({ kind: z.enum(['success', 'error', 'info']), text: z.custom<Saying>() })
const lifeMinutes = 5

/** Leaves a message for the next page in a sealed cookie. */
export function leaveFlash(cookies: Cookies, res: Response, flash: Flash): void {
  cookies.writeSealed(res, 'flash', JSON.stringify(flash), lifeMinutes)
}

/** Takes the message left for this page, so that pages can show it and the next one does not. */
export function takeFlash(cookies: Cookies): Handler {
  return (req, res, next) => {
    const text = req.method === 'GET' ? cookies.readSealed(req, 'flash') : undefined
    if (text !== undefined) {
      const flash = shape.safeParse(JSON.parse(text))
      if (flash.success) res.locals.flash = flash.data
      cookies.clear(res, 'flash')
    }
    next()
  }
}
