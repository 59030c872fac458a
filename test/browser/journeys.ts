import { parseArgs } from 'node:util'
import { walkAccount } from './account-journey.ts'
import { walkFlood } from './flood-journey.ts'
import { walkByKeyboard } from './keyboard-journey.ts'
import { setUp } from './newcomers.ts'
import { walkResets } from './reset-journeys.ts'
import { walkScanned } from './scanner.ts'
import { play } from './stage.ts'

/** Walks what end users do in Chromium, each journey with JavaScript and without: `node --import tsx test/browser/journeys.ts [--built]`.
 *  Everybody has an account of their own, because an account gets three reset mails in a quarter of an hour. */
const { values } = parseArgs({ options: { built: { type: 'boolean', default: false } } })
const people = ['mira', 'odile', 'noor', 'kofi', 'mateo', 'olga', 'nils', 'kaja', 'sana', 'ines']
const [mira = '', odile = '', noor = '', kofi = '', mateo = '', olga = '', nils = '', kaja = '', sana = '', ines = ''] =
  people

await play('journeys', { isBuilt: values.built }, async (scene) => {
  await scene.step('the product is set up and ten people are invited', () => setUp(scene, people))
  const scripted = { javaScriptEnabled: true }
  await walkResets(scene, { ...scripted, names: [mira, odile] })
  await walkAccount(scene, { ...scripted, username: noor })
  await walkByKeyboard(scene, { ...scripted, username: kofi })
  await walkScanned(scene, sana)
  const plain = { javaScriptEnabled: false }
  await walkResets(scene, { ...plain, names: [mateo, olga] })
  await walkAccount(scene, { ...plain, username: nils })
  await walkByKeyboard(scene, { ...plain, username: kaja })
  await walkFlood(scene, ines)
})
