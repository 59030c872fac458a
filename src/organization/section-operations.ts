import { answerFault, answerInvalidFields, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { errorBody } from '../api/forms.ts'
import { type JsonForm, withFacts } from '../api/json-form.ts'
import { type Asked, type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import type { Fault } from '../settings-file/faults.ts'
import type { Plan, Planner } from '../settings-file/section.ts'
import type { User } from '../users/users.ts'
import { changeSettings } from './change-settings.ts'
import type { Settings } from './settings.ts'

/** A tab of the console by program; `name` is what settings files call it. */
export interface ConsoleTab {
  name: string
  path: string
  title: string
  /** What a key has to be good for to change it. */
  changedWith: 'settings:write' | 'administrator'
  /** What is worth knowing about saving it. */
  about?: string
  json: JsonForm
  /** What is told beside the fields, and taken back unread. */
  facts: Parameters<typeof withFacts>[1]
  /** What is saved; undefined where nothing is yet. */
  read(): Promise<object | undefined>
  plan(section: Record<string, unknown>, to: { settings: Settings; by: Planner }): Plan | Promise<Plan>
  /** What is sent, in whole and in part, and what is answered. */
  examples: { whole: Record<string, unknown>; part: Record<string, unknown>; shown: Record<string, unknown> }
}

const notConfigured = fault(404, 'not-configured', 'Nothing is saved here yet. Save it with PUT')

/** Three operations for a tab of the console: told, saved whole, and saved where it changes. */
export function tabOperations(deps: Deps, tab: ConsoleTab): Operation[] {
  const { path, title, changedWith, facts, examples } = tab
  const { whole, part, shown } = withFacts(tab.json, facts)
  const saved = {
    200: { description: 'It is saved; this is how it is now', body: shown, examples: [examples.shown] },
    422: { description: 'Some fields are not as they should be; nothing was changed', body: errorBody },
  }

  async function save({ req, res, body }: Asked & { body: Record<string, unknown> }): Promise<void> {
    const fields = Object.entries(body).filter(([name, value]) => !Object.hasOwn(facts, name) && value !== undefined)
    const by = plannerOf(req)
    const faults = await changeSettings(deps, async (settings) => {
      const plan = await tab.plan(Object.fromEntries(fields), { settings, by })
      return { outcome: plan.faults, change: plan.faults.length > 0 ? undefined : await plan.change() }
    })
    if (faults.length > 0) return answerInvalidFields(res, within(tab.name, faults))
    res.json(await tab.read())
  }

  return [
    operation(
      {
        method: 'get',
        path,
        summary: `Read ${title}`,
        scope: 'settings:read',
        answers: {
          200: { description: 'How it is now', body: shown, examples: [examples.shown] },
          404: { description: 'Nothing is saved here yet (not-configured)', body: errorBody },
        },
      },
      async ({ res }) => {
        const is = await tab.read()
        if (!is) return answerFault(res, notConfigured)
        res.json(is)
      },
    ),
    operation(
      {
        method: 'put',
        path,
        summary: `Save ${title} whole`,
        description:
          `${tab.about ?? ''} What GET answers may be sent back: fields that only tell something are not read.`.trim(),
        scope: changedWith,
        body: whole,
        bodyExamples: [examples.whole],
        answers: saved,
      },
      save,
    ),
    operation(
      {
        method: 'patch',
        path,
        summary: `Change some of ${title}`,
        description: `${tab.about ?? ''} Fields that are left out stay as they are.`.trim(),
        scope: changedWith,
        body: part,
        bodyExamples: [examples.part],
        answers: saved,
      },
      save,
    ),
  ]
}

/** Who changes settings by program. What a key tried does not mix with what its owner tries. */
export function plannerOf(req: Asked['req']): Planner {
  const { id, address } = callerOf(req)
  const key = req.res?.locals.caller?.key
  return { id, address, sessionId: `api ${key?.id ?? id}`, note: 'by API' }
}

/** The administrator in whose name a program calls. */
export function callingUser(res: Asked['res']): User {
  const { caller } = res.locals
  if (!caller) throw new Error('requireCaller comes before every route of the API')
  return caller.user
}

/** Faults of one section, by the names of its fields alone. */
export function within(section: string, faults: Fault[]): Fault[] {
  return faults.map(({ field, message }) => ({ field: field.slice(section.length + 1), message }))
}
