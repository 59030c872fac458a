const names = [
  ['Hubert Blaine', 'Wolfeschlegelsteinhausenbergerdorff'],
  ['美咲', '山田'],
  ['ليلى', 'الحداد'],
  ['Bo', 'Li'],
  ['María del Carmen', 'Fernández de la Vega'],
]

/** A file of people with long, short, East Asian and right-to-left names; one of them shall be administrator. */
export function manyPeople(): string {
  const people = Array.from({ length: 34 }, (_, at) => {
    const [given, family] = names[at % names.length] ?? []
    const number = String(at).padStart(2, '0')
    return `person-${number},person-${number}@example.test,${given},${family},${at === 3 ? 'administrator' : ''}`
  })
  return ['username,email,given_name,family_name,roles', ...people].join('\n')
}

/** A file with a fault of every kind that people make. */
export function faultyLines(): string {
  return [
    'username,email,given_name,family_name,roles',
    'two words,nowhere,,,',
    'admin,other@example.test,,,',
    'king,king@example.test,,,emperor',
    'short,short@example.test',
    `long,long@example.test,${'x'.repeat(101)},,`,
  ].join('\n')
}
