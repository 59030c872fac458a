import { doctor } from './doctor.ts'

/** A command: does its work, prints for people, and returns the exit code. */
type Command = (args: string[]) => Promise<number>

const commands: Record<string, { run: Command; says: string }> = {
  doctor: { run: doctor, says: 'says what is wrong with this installation and how to mend it' },
}

const [name = '', ...args] = process.argv.slice(2)
process.exitCode = await (commands[name]?.run ?? help)(args)

async function help(): Promise<number> {
  const lines = Object.entries(commands).map(([command, { says }]) => `  ${command.padEnd(12)} ${says}`)
  process.stdout.write(`Usage: npm run latchkey -- <command>\n\n${lines.join('\n')}\n`)
  return name === '' || name === 'help' || name === '--help' ? 0 : 2
}
