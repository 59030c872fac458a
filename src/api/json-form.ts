import { z } from 'zod'
import { acceptsBox } from '../settings-file/section.ts'

/** A form of the console as programs see it: a body with all of it, one with some of it, and what an answer says of it. */
export interface JsonForm {
  whole: z.ZodObject
  part: z.ZodObject
  shown: z.ZodObject
}

interface Wishes {
  /** Buttons and boxes of the page, which are not settings. */
  leftOut?: readonly string[]
  /** Fields that programs send and are never told. They may be left out. */
  untold?: readonly string[]
  /** What fields are that a whole body leaves out, where the form itself does not say. */
  otherwise?: Record<string, string>
  /** What the document says about fields. */
  says: Record<string, string>
}

/** A form of the console in JSON: a box is true or false, a number written in digits is a number within the same limits, all else are
 *  texts as the form takes them. The rules stay in the form, which has to be asked for those that concern several fields. */
export function jsonForm(form: z.ZodObject, { leftOut = [], untold = [], otherwise = {}, says }: Wishes): JsonForm {
  const fields = Object.entries(form.shape as Record<string, z.ZodType>).filter(([name]) => !leftOut.includes(name))
  const told = fields.filter(([name]) => !untold.includes(name))
  const shape = (of: typeof fields, write: (field: z.ZodType, name: string) => z.ZodType) =>
    z.strictObject(Object.fromEntries(of.map(([name, field]) => [name, described(write(field, name), says[name])])))
  const part = (field: z.ZodType, name: string) => (untold.includes(name) ? hidden(field) : given(field)).optional()
  const whole = (field: z.ZodType, name: string) => {
    const usual = otherwise[name] ?? usualOf(field)
    if (untold.includes(name)) return part(field, name)
    if (usual === undefined) return given(field)
    return (given(field) as z.ZodType<unknown, unknown>).default(usual).meta({ default: usual })
  }
  return { whole: shape(fields, whole), part: shape(fields, part), shown: shape(told, shown) }
}

/** The same with facts beside the fields: they are told, and may be sent back unread. */
export function withFacts({ whole, part, shown }: JsonForm, facts: Record<string, z.ZodType>): JsonForm {
  const unread = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, fact.optional().meta({ readOnly: true })]),
  )
  return { whole: whole.extend(unread), part: part.extend(unread), shown: shown.extend(facts) }
}

function described(schema: z.ZodType, words: string | undefined): z.ZodType {
  return words === undefined ? schema : schema.describe(words)
}

function given(field: z.ZodType): z.ZodType {
  return plain(field) ?? (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field)
}

function shown(field: z.ZodType): z.ZodType {
  const { enum: choices } = inJson(field)
  return plain(field) ?? (choices ? z.enum(choices) : z.string())
}

function hidden(field: z.ZodType): z.ZodType {
  return (plain(field) ?? z.string('Write a text here')).meta({ writeOnly: true })
}

/** The type of JSON that says the same as a field, where that is not a text. */
function plain(field: z.ZodType): z.ZodType | undefined {
  if (acceptsBox(field)) return z.boolean('Write true or false here')
  const { type, minimum, maximum } = inJson(field)
  if (type !== 'integer') return undefined
  const message = `Write a whole number from ${minimum} to ${maximum}`
  return z.int(message).min(Number(minimum), message).max(Number(maximum), message)
}

function usualOf(field: z.ZodType): unknown {
  return field instanceof z.ZodDefault ? field.parse(undefined) : undefined
}

function inJson(field: z.ZodType) {
  const written = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' })
  return written as { type?: string; enum?: string[]; minimum?: number; maximum?: number }
}
