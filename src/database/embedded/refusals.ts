import * as accumulator from 'mingo/operators/accumulator'
import * as expression from 'mingo/operators/expression'
import * as stages from 'mingo/operators/pipeline'
import * as window from 'mingo/operators/window'
import { type Doc, isDocument } from './bson.ts'
import { badValue, unsupported } from './errors.ts'

const WRITING_OR_SERVER_STAGES = new Set(['$out', '$merge'])
const SCRIPTS = new Set(['$function', '$accumulator', '$where'])
const LITERAL_OPERANDS = new Set(['$literal', '$match'])

/** Refuses by name the stages that are not supported, before any of them runs. */
export function checkPipeline(pipeline: unknown): void {
  if (!Array.isArray(pipeline)) throw badValue('A pipeline must be an array of stages')
  for (const stage of pipeline) {
    const names = isDocument(stage) ? Object.keys(stage) : []
    const name = names[0]
    if (name === undefined || names.length !== 1) throw badValue('A pipeline stage must name exactly one stage')
    if (!(name in stages) || WRITING_OR_SERVER_STAGES.has(name)) throw unsupported(`the aggregation stage ${name}`)
    checkStage(name, (stage as Doc)[name])
  }
}

function checkStage(name: string, spec: unknown): void {
  if (name === '$match') return
  if (name === '$facet' && isDocument(spec)) {
    for (const inner of Object.values(spec)) checkPipeline(inner)
    return
  }
  if (isDocument(spec) && Array.isArray(spec.pipeline)) {
    checkPipeline(spec.pipeline)
    return
  }
  checkExpression(spec)
}

/** Refuses by name the expression operators that are not supported, at any depth. */
export function checkExpression(expr: unknown): void {
  if (Array.isArray(expr)) {
    for (const item of expr) checkExpression(item)
    return
  }
  if (!isDocument(expr)) return
  for (const [name, operand] of Object.entries(expr)) {
    if (SCRIPTS.has(name)) throw unsupported(`the expression operator ${name}`)
    if (name.startsWith('$') && !known(name)) throw unsupported(`the expression operator ${name}`)
    if (!LITERAL_OPERANDS.has(name)) checkExpression(operand)
  }
}

function known(name: string): boolean {
  return name in expression || name in accumulator || name in window || name === '$slice' || name === '$elemMatch'
}
