const least = 4.5

/** How well white words can be read on a colour `#rrggbb`: 1 (not at all) to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(linear)
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

/** The nearest darker shade of a colour on which white words can be read; the colour itself where they can be already.
 *  Source: WCAG 2.2, success criterion 1.4.3. */
export function readableShade(colour: string): string {
  let shade = colour.toLowerCase()
  for (let darkness = 0; contrastWithWhite(shade) < least; darkness++) {
    shade = `#${channels(colour)
      .map((value) => Math.floor(value * (1 - darkness / 100)))
      .map((value) => value.toString(16).padStart(2, '0'))
      .join('')}`
  }
  return shade
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function linear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
