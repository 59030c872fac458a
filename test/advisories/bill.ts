import type { Locked } from './lock.ts'

interface Property {
  name: string
  value: string
}

export interface Component {
  'bom-ref': string
  name: string
  version: string
  purl: string
  properties: Property[]
  hashes: { alg: string; content: string }[]
}

/** A software bill of materials as CycloneDX 1.5 has it, as far as it is looked at here. */
export interface Bill {
  bomFormat: string
  specVersion: string
  serialNumber?: string
  metadata: { timestamp?: string; component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

/** The part of npm's bill that the product is made of, the same for the same lock file: without number, time and the folder's name.
 *  npm's own `--omit dev` also leaves out what both the product and its tools need (nodemailer), so the lock file decides. */
export function ofTheProduct(bill: Bill, locked: Locked[], product: string): Bill {
  const kept = new Set(locked.filter(({ isDev }) => !isDev).map(({ name, version }) => `${name}@${version}`))
  const { timestamp: _, ...metadata } = bill.metadata
  const root = bill.metadata.component['bom-ref']
  const { serialNumber: __, ...rest } = bill
  return {
    ...rest,
    metadata: { ...metadata, component: { ...metadata.component, name: product } },
    components: bill.components.filter((component) => kept.has(component['bom-ref'])).map(withoutDevMark),
    dependencies: bill.dependencies
      .filter(({ ref }) => ref === root || kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
  }
}

/** npm marks a version as a tool's where one of its places is; the product has another. */
function withoutDevMark(component: Component): Component {
  const isMark = ({ name }: Property) => name === 'cdx:npm:package:development' || name === 'cdx:npm:package:path'
  return { ...component, properties: component.properties.filter((property) => !isMark(property)) }
}
