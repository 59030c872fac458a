import { parseArgs } from 'node:util'
import type { Answer, Command, Given } from './command.ts'
import { UsageFault } from './command.ts'
import { commands } from './commands.ts'
import { reach } from './reach.ts'

const typed = process.argv.slice(2)
process.exitCode = await answer(typed)

/** Does what was typed and returns the exit code: 0 done, 1 something is wrong, 2 what was typed cannot be used. */
async function answer(args: string[]): Promise<number> {
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) return help(args.slice(1))
  const [name, rest] = nameOf(args)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return unknown(args)
  if (rest.includes('--help') || rest.includes('-h')) return help([name])
  try {
    return tell(await carryOut(name, command, rest), rest)
  } catch (error) {
    if (error instanceof UsageFault) return misused(command, error.message)
    process.stderr.write(`It could not be done: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function carryOut(name: string, command: Command, args: string[]): Promise<Answer> {
  const given = takeApart(command, args)
  if ('run' in command) return command.run(given)
  const answer = await reach({ name, act: command.act, input: command.read(given) })
  return command.finish && !answer.refused ? command.finish(answer, given) : answer
}

/** A command has one word or two; the longer name counts. */
function nameOf([first = '', second = '', ...rest]: string[]): [string, string[]] {
  const two = `${first} ${second}`
  return Object.hasOwn(commands, two) ? [two, rest] : [first, second === '' ? rest : [second, ...rest]]
}

function takeApart({ options = {}, words = [0, 0] }: Command, args: string[]): Given {
  const [least, most] = words
  const parsed = parse(options, args)
  const { positionals } = parsed
  if (positionals.length < least) throw new UsageFault('Something is missing.')
  if (positionals.length > most) throw new UsageFault(`“${positionals[most]}” is one word too many.`)
  return { values: { ...parsed.values } as Given['values'], words: positionals }
}

function parse(options: NonNullable<Command['options']>, args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
    throw new UsageFault(`${message.split(/[.\n]/)[0]}.`)
  }
}

function tell({ text, data, code, refused }: Answer, args: string[]): number {
  const isJson = args.includes('--json') && data !== undefined && !refused
  const said = isJson ? JSON.stringify(data, undefined, 2) : text
  if (said !== '') (refused ? process.stderr : process.stdout).write(`${said.replace(/\n+$/, '')}\n`)
  return code
}

function misused({ usage }: Command, why: string): number {
  process.stderr.write(`${why}\n\nUsage: npm run latchkey -- ${usage}\n`)
  return 2
}

function unknown(args: string[]): number {
  process.stderr.write(`There is no command “${args.slice(0, 2).join(' ')}”.\n\n${overview(matching(args[0] ?? ''))}`)
  return 2
}

function help(words: string[]): number {
  const names = matching(words.join(' '))
  const [only = '', ...others] = names
  const command = others.length === 0 ? commands[only] : undefined
  const one = command && `Usage: npm run latchkey -- ${command.usage}\n\n  ${command.says}\n`
  process.stdout.write(one ?? overview(names))
  return 0
}

/** The commands that begin like this; all where none does. */
function matching(start: string): string[] {
  const names = Object.keys(commands)
  const found = names.filter((name) => name === start || name.startsWith(`${start} `))
  return found.length > 0 ? found : names
}

function overview(names: string[]): string {
  const lines = names.map((name) => `  ${name.padEnd(18)} ${commands[name]?.says}`)
  const more = 'With --help behind its name a command says what it takes.'
  return `Usage: npm run latchkey -- <command>\n\n${lines.join('\n')}\n\n${more}\n`
}
