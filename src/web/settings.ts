import type { Handler } from 'express'
import { answerWithin } from '../database/deadline.ts'
import { readSettings } from '../organization/settings.ts'

const patienceMs = 4500

/** Reads the settings once for the request, so that its pages agree with one another. It is the first thing a request wants of
 *  the database: where that is silent the visitor hears so within five seconds. */
export const attachSettings: Handler = async (_req, res, next) => {
  res.locals.settings = await answerWithin(patienceMs, readSettings())
  next()
}
