// Every page works without this file. It only makes some things more pleasant.

focusWhatMatters()
offerShownPasswords()
countCharacters()
hideIrrelevantFields()
submitOnce()
offerCopies()

/** Moves focus to the error summary, or to the result of a test, when the page has one. */
function focusWhatMatters() {
  document.querySelector('[data-focus-on-load]')?.focus()
}

/** Gives each password field a button that shows it; on submit it is a password field again. */
function offerShownPasswords() {
  for (const button of document.querySelectorAll('.reveal')) {
    const input = document.getElementById(button.getAttribute('aria-controls'))
    const show = (shown) => {
      input.type = shown ? 'text' : 'password'
      button.firstElementChild.textContent = shown ? button.dataset.hide : button.dataset.show
    }
    button.hidden = false
    button.addEventListener('click', () => show(input.type === 'password'))
    input.form.addEventListener('submit', () => show(false))
  }
}

/** Says how many characters a new password has, counted as the server counts them. */
function countCharacters() {
  for (const counter of document.querySelectorAll('[data-counts]')) {
    const input = document.getElementById(counter.dataset.counts)
    const minimum = Number(counter.dataset.minimum)
    const count = () => {
      const length = [...input.value.normalize('NFKC')].length
      counter.hidden = length === 0
      counter.textContent = `${length < minimum ? `${length} / ${minimum}` : length} ${counter.dataset.words}`
      counter.classList.toggle('counter-enough', length >= minimum)
    }
    input.addEventListener('input', count)
    count()
  }
}

/** Hides a field that does not apply to what is selected, for example data-shown-when="trust=ca|pin". Never one with an error. */
function hideIrrelevantFields() {
  for (const field of document.querySelectorAll('[data-shown-when]')) {
    const [name, values] = field.dataset.shownWhen.split('=')
    const choice = document.getElementById(name)
    const update = () => {
      field.hidden = !values.split('|').includes(choice.value) && !field.querySelector('[aria-invalid]')
    }
    choice.addEventListener('change', update)
    window.addEventListener('pageshow', update)
    update()
  }
}

/** Ignores a second click on a form that is on its way. A retry works after 12 s, or as soon as the page is shown again. */
function submitOnce() {
  for (const form of document.querySelectorAll('form[method="post"]:not([data-stays])')) {
    let waiting
    const release = () => {
      clearTimeout(waiting)
      waiting = undefined
      for (const button of form.querySelectorAll('[aria-busy]')) {
        button.removeAttribute('aria-busy')
        if (button.dataset.idle) button.textContent = button.dataset.idle
      }
    }
    form.addEventListener('submit', (event) => {
      if (event.submitter?.formTarget) return
      if (waiting) return event.preventDefault()
      waiting = setTimeout(release, 12_000)
      const button = event.submitter
      if (!button) return
      button.setAttribute('aria-busy', 'true')
      button.dataset.idle = button.textContent
      if (button.dataset.busy) button.textContent = button.dataset.busy
    })
    window.addEventListener('pageshow', release)
  }
}

/** Gives a text to be carried elsewhere a button that copies it; the field selects itself, for browsers that may not write the clipboard. */
function offerCopies() {
  for (const button of document.querySelectorAll('[data-copies]')) {
    const input = document.getElementById(button.dataset.copies)
    input.addEventListener('focus', () => input.select())
    button.hidden = !navigator.clipboard
    button.addEventListener('click', async () => {
      input.select()
      await navigator.clipboard.writeText(input.value)
      button.textContent = button.dataset.copied
    })
  }
}
