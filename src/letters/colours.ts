const usual = '#1f5f5b'
/** So much white makes any colour on which white can be read itself readable on a dark card, with 5.6 : 1 or more. */
const whiteShare = 0.6

/** The organisation's colour in a letter: for the button and for links on white, and a light tint of it for links on a dark card.
 *  Anything that is no colour becomes the product's own. Source: WCAG 2.2, success criterion 1.4.3. */
export function coloursOf(brandColor: string | undefined): { brand: string; tint: string } {
  const brand = brandColor !== undefined && /^#[0-9a-f]{6}$/i.test(brandColor) ? brandColor : usual
  const channels = [1, 3, 5].map((at) => Number.parseInt(brand.slice(at, at + 2), 16))
  const tint = channels.map((value) => Math.round(value * (1 - whiteShare) + 255 * whiteShare))
  return { brand, tint: `#${tint.map((value) => value.toString(16).padStart(2, '0')).join('')}` }
}
