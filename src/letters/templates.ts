import mongoose from 'mongoose'
import { shippedTemplate, type Template } from './shipped.ts'

interface Stored extends Template {
  /** `<kind>/<language>`. */
  _id: string
  changedAt: Date
}

const text = { type: String, required: true }
const schema = new mongoose.Schema<Stored>(
  { _id: String, subject: text, heading: text, message: text, changedAt: { type: Date, required: true } },
  { collection: 'templates', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Templates = mongoose.model<Stored>('Template', schema)

const lastResort = 'en'

/** A template and the language it is worded in. */
export interface Worded extends Template {
  language: string
}

/** The template a letter is written with: the administrator's own in this language, else the product's, else the same in English.
 *  Undefined for a kind of letter that nobody ever worded. */
export async function templateFor(kind: string, language: string): Promise<Worded | undefined> {
  for (const tongue of new Set([language, lastResort])) {
    const own = await Templates.findById(`${kind}/${tongue}`).lean()
    const template = own ?? shippedTemplate(kind, tongue)
    if (!template) continue
    const { subject, heading, message } = template
    return { subject, heading, message, language: tongue }
  }
  return undefined
}

/** When each of the administrator's own templates was last changed, by `<kind>/<language>`. */
export async function ownTemplates(): Promise<Map<string, Date>> {
  const all = await Templates.find({}, { changedAt: 1 }).lean()
  return new Map(all.map(({ _id, changedAt }) => [_id, changedAt]))
}

/** Saves the administrator's own wording of a letter. */
export async function saveTemplate(kind: string, language: string, template: Template, now: Date): Promise<void> {
  const { subject, heading, message } = template
  const fields = { subject, heading, message, changedAt: now }
  await Templates.updateOne({ _id: `${kind}/${language}` }, { $set: fields }, { upsert: true })
}

/** Goes back to the product's own wording. False where nothing else was saved. */
export async function dropTemplate(kind: string, language: string): Promise<boolean> {
  return (await Templates.deleteOne({ _id: `${kind}/${language}` })).deletedCount === 1
}
