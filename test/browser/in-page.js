// What the checks ask a page, run inside it. A question is answered with the names of the elements at fault, none where all is well.

globalThis.questions = { tooWide, cutOff, spaceOut, tooSmall, moving, edgeless, wastedOnPaper, stops, focused }

/** Whether the page can be scrolled sideways, and what sticks out. Source: WCAG 2.2, 1.4.10. */
function tooWide() {
  if (document.scrollingElement.scrollWidth <= innerWidth) return []
  const out = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right } = element.getBoundingClientRect()
    return right > innerWidth + 1 || left < -1
  })
  const inner = out.filter((element) => !out.some((other) => other !== element && element.contains(other)))
  return [
    `is ${document.scrollingElement.scrollWidth} px wide`,
    ...inner.map((element) => `sticks out: ${nameOf(element)}`),
  ]
}

/** Text that its box cuts off or does not hold. Where a box scrolls, or a clamp leads to the whole text elsewhere, nothing is lost. */
function cutOff() {
  const boxes = [...document.body.querySelectorAll('*')].filter((element) => {
    const wide = element.scrollWidth > element.clientWidth + 1
    const high = element.scrollHeight > element.clientHeight + 1
    if (!(wide || high) || element.textContent.trim() === '') return false
    if (element.matches('input, textarea, select, .clip, svg, svg *, iframe, progress, meter')) return false
    const { overflowX, overflowY, borderInlineStartWidth, display, backgroundColor } = getComputedStyle(element)
    if (display === 'inline' || !isSeen(element)) return false
    if (/hidden|clip/.test(overflowX)) return wide
    if (/hidden|clip/.test(overflowY)) return high
    const isBox = borderInlineStartWidth !== '0px' || backgroundColor !== 'rgba(0, 0, 0, 0)'
    return isBox && wide && overflowX === 'visible'
  })
  return boxes.map((element) => `text is cut off or sticks out of ${nameOf(element)}`)
}

/** Spaces text as a reader may. Source: WCAG 2.2, 1.4.12. */
function spaceOut() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
  )
  document.adoptedStyleSheets = [sheet]
}

/** Controls that a finger misses: under 24 px high or wide. Excepted is a link within a sentence, and one with so much room around it
 *  that no other target comes within 12 px of its middle. Source: WCAG 2.2, 2.5.8. */
function tooSmall() {
  const targets = controls().filter(isSeen)
  const isSmall = (control) => {
    const { width, height } = control.getBoundingClientRect()
    return width < 23.99 || height < 23.99
  }
  const hasRoom = (link) => {
    const { x, y } = middleOf(link)
    return targets.every((other) => {
      if (other === link) return true
      const near = isSmall(other) ? middleOf(other) : nearestTo(other, x, y)
      return Math.hypot(near.x - x, near.y - y) >= (isSmall(other) ? 24 : 12)
    })
  }
  return targets
    .filter((control) => isSmall(control) && !isInSentence(control))
    .filter((control) => !control.matches('a') || !hasRoom(control))
    .map((control) => `smaller than 24 px: ${nameOf(control)}`)
}

/** What would move though its reader asked for no motion, a button that is busy included. Source: WCAG 2.2, 2.3.3. */
function moving() {
  for (const button of document.querySelectorAll('.button')) button.setAttribute('aria-busy', 'true')
  return [...document.querySelectorAll('*')].flatMap((element) =>
    [undefined, '::before', '::after'].flatMap((part) => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, part)
      const moves = animationName !== 'none' || /[1-9]/.test(transitionDuration) || scrollBehavior === 'smooth'
      return moves ? [`moves: ${nameOf(element)}${part ?? ''}`] : []
    }),
  )
}

/** Controls that colours alone made look like controls, and that have no edge where the system's own colours replace them. */
function edgeless() {
  return [...document.querySelectorAll('button, .button, .input, select, textarea, .pill, [aria-invalid]')]
    .filter((control) => isSeen(control) && !control.matches('[type=checkbox], [type=radio]'))
    .filter((control) => {
      const { borderBlockStartWidth, borderBlockStartStyle } = getComputedStyle(control)
      return borderBlockStartWidth === '0px' || borderBlockStartStyle === 'none'
    })
    .map((control) => `no edge: ${nameOf(control)}`)
}

/** What paper shows that only a screen can use, and words too pale for it. */
function wastedOnPaper() {
  const shown = [...document.querySelectorAll('nav.rail-nav, .skip-link, .languages, .reveal, main button')].filter(
    isSeen,
  )
  const pale = [...document.querySelectorAll('main h1, main p')].filter(
    (element) => isSeen(element) && luminanceOf(getComputedStyle(element).color) > 0.6,
  )
  return [
    ...shown.map((element) => `on paper: ${nameOf(element)}`),
    ...pale.map((element) => `pale: ${nameOf(element)}`),
  ]
}

/** Everything Tab should reach, in the order of the page, each with the number it is known by from now on. */
function stops() {
  return controls()
    .filter((control) => control.tabIndex >= 0 && (control.matches('.skip-link') || isSeen(control)))
    .filter((control, _, all) => control.type !== 'radio' || control === choiceOf(all, control.name))
    .map((control, at) => {
      control.tabStop = at
      return nameOf(control)
    })
}

/** Tab enters a group of radio buttons at the one that is chosen, else at the first. */
function choiceOf(all, name) {
  const group = all.filter((control) => control.type === 'radio' && control.name === name)
  return group.find((control) => control.checked) ?? group[0]
}

/** Where the focus is: its number among the stops (undefined: on the page itself) and what is wrong with how it shows. */
function focused() {
  const element = document.activeElement
  if (!element || element === document.body || element === document.documentElement) return undefined
  const { top, bottom, left, right } = element.getBoundingClientRect()
  const faults = [
    ...(ringOf(element) ? [] : ['has no ring that shows']),
    ...(bottom < 0 || top > innerHeight || right < 0 || left > innerWidth ? ['is outside of the window'] : []),
    ...(isCovered(element) ? ['is covered'] : []),
  ]
  const place = { top: top + scrollY, bottom: bottom + scrollY }
  return { stop: element.tabStop, id: element.id, name: nameOf(element), words: wordsOf(element), ...place, faults }
}

/** An outline at least 2 px strong that stands out 3 to 1 from what lies around. Source: WCAG 2.2, 2.4.7, 2.4.13 and 1.4.11. */
function ringOf(element) {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
  if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) return false
  if (outlineStyle === 'auto') return true
  const around = luminanceOf(groundOf(element.parentElement))
  const ring = luminanceOf(outlineColor)
  return (Math.max(around, ring) + 0.05) / (Math.min(around, ring) + 0.05) >= 3
}

function isCovered(element) {
  const { left, top, width, height } = element.getBoundingClientRect()
  const there = document.elementFromPoint(left + width / 2, top + height / 2)
  return there !== null && !element.contains(there) && !there.contains(element) && !there.closest('label')
}

function groundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at)
    if (!/(^transparent$|[,/] ?0\)$)/.test(backgroundColor)) return backgroundColor
  }
  return 'white'
}

/** Any colour CSS knows, as its relative luminance: a canvas turns it into red, green and blue. */
function luminanceOf(color) {
  const canvas = document.createElement('canvas').getContext('2d')
  canvas.fillStyle = color
  canvas.fillRect(0, 0, 1, 1)
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data]
    .map((value) => value / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function controls() {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex="-1"])'
  return [...document.querySelectorAll(kinds)].filter((control) => !control.disabled && !control.closest('[inert]'))
}

function isSeen(element) {
  if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false
  if (element.matches('.skip-link')) return element === document.activeElement
  for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return false
  return true
}

function middleOf(element) {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}

function nearestTo(element, x, y) {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return { x: Math.min(Math.max(x, left), right), y: Math.min(Math.max(y, top), bottom) }
}

function isInSentence(control) {
  if (getComputedStyle(control).display !== 'inline') return false
  const around = control.parentElement.textContent.trim()
  return around.length > control.textContent.trim().length
}

function wordsOf(element) {
  return (element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent)
    .trim()
    .replace(/\s+/g, ' ')
}

function nameOf(element) {
  const place = element.id
    ? `#${element.id}`
    : element.className && `.${String(element.className).split(' ').join('.')}`
  return `${element.localName}${place} “${wordsOf(element).slice(0, 40)}”`
}
