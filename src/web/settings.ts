import type { Handler, Response } from 'express'
import { answerWithin } from '../database/deadline.ts'
import { readSettings, type Settings } from '../organization/settings.ts'

const patienceMs = 4500

/** Reads the settings once for the request, so that its pages agree with one another. It is the first thing a request wants of
 *  the database: where that is silent the visitor hears so within five seconds. */
export const attachSettings: Handler = async (_req, res, next) => {
  res.locals.settings = await answerWithin(patienceMs, readSettings())
  next()
}

/** The settings `attachSettings` read for this request. Throws where no middleware did. */
export function settingsOf(res: Response): Settings {
  if (!res.locals.settings) throw new Error('attachSettings comes before every route that asks for settings')
  return res.locals.settings
}
