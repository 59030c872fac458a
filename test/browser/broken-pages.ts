/** Pages with faults on purpose: a check that finds nothing in its own has not looked. */

/** For axe: a field without a label, words too pale (others in the dark than by day), two main parts, a picture without words,
 *  controls too small. */
export const inaccessible = `<!doctype html>
<html lang="en">
<head>
  <title>Faults on purpose</title>
  <style>
    :root { color-scheme: light dark }
    body { background: #fff; color: #000 }
    .by-day { color: #ccc }
    .small { inline-size: 10px; block-size: 10px; padding: 0; margin: 0; border: 0 }
    @media (prefers-color-scheme: dark) {
      body { background: #000; color: #fff }
      .by-night { color: #333 }
    }
  </style>
</head>
<body>
  <main>
    <h1>Faults on purpose</h1>
    <p class="by-day">Too pale by day</p>
    <p class="by-night">Too dark by night</p>
    <input name="nameless">
    <button class="small" aria-label="One"></button><button class="small" aria-label="Two"></button>
    <img src="data:,">
  </main>
  <main><p>A second main part</p></main>
</body>
</html>`

/** What axe has to find there, in each scheme. */
export const mustBeFound = {
  light: ['label', 'color-contrast at .by-day', 'landmark-no-duplicate-main', 'image-alt', 'target-size'],
  dark: ['label', 'color-contrast at .by-night', 'landmark-no-duplicate-main', 'image-alt', 'target-size'],
}

/** For the rulers: too wide, cut off, too small, moving, without an edge, and good for no paper. */
export const misshapen = `<!doctype html>
<html lang="en">
<head>
  <title>Faults on purpose</title>
  <style>
    .wide { inline-size: 2000px; border: 1px solid }
    .cut { inline-size: 60px; overflow: hidden; white-space: nowrap }
    button { border: 0; inline-size: 10px; block-size: 10px; padding: 0; animation: turn 1s infinite }
    @keyframes turn { to { rotate: 360deg } }
  </style>
</head>
<body>
  <main>
    <h1>Faults on purpose</h1>
    <p class="wide">Too wide for a phone</p>
    <p class="cut">These words are longer than their box</p>
    <button type="button">No edge</button>
  </main>
</body>
</html>`

/** For the keyboard: out of order, without a ring, and a field that keeps the focus. */
export const untabbable = {
  'out of order': '<button>One</button><button tabindex="1">Two</button>',
  'without a ring': '<style>:focus { outline: none }</style><button>One</button>',
  'a trap':
    '<button>One</button><button onkeydown="if (event.key === \'Tab\') event.preventDefault()">Two</button><button>Three</button>',
}
