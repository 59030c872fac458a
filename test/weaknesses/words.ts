/** What became of a weakness. */
export interface Found {
  name: string
  gain: string
  caught: boolean
  /** The tests it was caught by; else those that missed it, and how. */
  by: string
  /** What each of its tests said. */
  said: string[]
}

/** The findings as a page, after a line that says where and when. */
export function inWords(found: Found[], run: { machine: string; at: Date }): string {
  const caught = found.filter((one) => one.caught).length
  return `${[
    '# Weaknesses put in on purpose',
    '',
    `Written by \`npm run verify:weaknesses\` on ${run.at.toISOString().slice(0, 10)}: ${run.machine}. Each row is a weakness that was put into a copy of`,
    'the sources, what an attacker would have of it, and the test that failed then and passes without it.',
    '',
    `**${caught} of ${found.length} caught.**`,
    '',
    '| weakness | what it would give away | |',
    '| --- | --- | --- |',
    ...found.map((one) => `| ${[one.name, one.gain, lineOf(one)].map(cell).join(' | ')} |`),
  ].join('\n')}\n`
}

/** One finding, said shortly. */
export function lineOf({ caught, by }: Found): string {
  return caught ? `caught by ${by}` : `SURVIVED: ${by}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
