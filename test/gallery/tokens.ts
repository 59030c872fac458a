import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Red, green and blue as light, 0 to 1 each. */
type Light = [number, number, number]
type Scheme = 'light' | 'dark' | 'dark without oklch'

const css = readFileSync(join(import.meta.dirname, '../../public/app.css'), 'utf8')
const [day = '', night = '', nightInOklch = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map((block) => block[1])

/** What a colour token of app.css comes to in a scheme, under an organisation's colour. Source: CSS Color 4, sections 9 and 10. */
export function tokenIn(scheme: Scheme, brand: string): (name: string) => Light {
  const blocks = scheme === 'light' ? [day] : scheme === 'dark' ? [day, night, nightInOklch] : [day, night]
  const texts = new Map(
    blocks.flatMap((block) => [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)]).map(([, a, b]) => [a, b]),
  )
  texts.set('--brand', brand)
  const resolve = (text: string): Light => {
    const named = /^var\((.+)\)$/.exec(text)?.[1]
    if (named) return resolve(texts.get(named) ?? '')
    if (text === 'white') return [1, 1, 1]
    if (text === 'black') return [0, 0, 0]
    if (text.startsWith('#')) return [1, 3, 5].map((at) => linear(Number.parseInt(text.slice(at, at + 2), 16))) as Light
    const mix = /^color-mix\(in oklab, ([^,]+?)(?: (\d+)%)?, ([^,]+?)(?: (\d+)%)?\)$/.exec(text)
    if (mix) {
      const [, first = '', ofFirst, second = '', ofSecond] = mix
      const share = ofFirst ? Number(ofFirst) / 100 : 1 - Number(ofSecond) / 100
      const [a, b] = [toOklab(resolve(first)), toOklab(resolve(second))]
      return fromOklab(a.map((value, at) => value * share + (b[at] ?? 0) * (1 - share)))
    }
    const shade = /^oklch\(from (\S+) ([\d.]+) (?:c|calc\(c \* ([\d.]+)\)) h\)$/.exec(text)
    if (!shade) throw new Error(`Not understood in app.css: ${text}`)
    const [, from = '', lightness, strength = '1'] = shade
    const [, a = 0, b = 0] = toOklab(resolve(from))
    return fromOklab([Number(lightness), a * Number(strength), b * Number(strength)])
  }
  return (name) => resolve(`var(${name})`)
}

/** How well one colour stands out from another, 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(a: Light, b: Light): number {
  const luminances = [a, b].map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const [low, high] = [Math.min(...luminances), Math.max(...luminances)]
  return (high + 0.05) / (low + 0.05)
}

function linear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function toOklab([red, green, blue]: Light): number[] {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** What lies outside of what a screen shows is cut off. */
function fromOklab([lightness = 0, a = 0, b = 0]: number[]): Light {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const light = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return light.map((value) => Math.min(1, Math.max(0, value))) as Light
}
