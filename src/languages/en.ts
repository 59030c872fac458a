/** Everything the pages of the public door say, in English: the dictionary all others are measured by. A key is the page or the shelf
 *  it belongs to, and what it says; the wording is ICU MessageFormat. Letters have templates of their own in `views/mail`. */
export const en = {
  // Every page
  'page.skip': 'Skip to main content',
  'page.signed-in-as': 'Signed in as',
  'page.runs-on': 'Runs on Latchkey',
  'page.languages': 'Language',
  'page.error-prefix': 'Error:',
  'page.problem': 'There is a problem',
  'page.optional': 'optional',
  'page.show': 'Show',
  'page.hide': 'Hide',
  'page.back-to-sign-in': 'Back to sign in',

  // What is wrong with a field
  'field.one-text': 'Enter one text here',
  'field.too-long': 'Use at most {maximum, number} characters here',
  'field.one-line': 'Use ordinary characters, on one line',
  'field.ordinary': 'Use ordinary characters',
  'field.address': 'Enter one address such as name@example.org',
  'field.box': 'Tick this box or leave it',

  // Error pages
  'error.number': 'Error {status}',
  'error.start-page': 'Go to the start page',
  'error.reference': 'Reference for your administrator:',
  'error.not-found': 'This page does not exist',
  'error.not-allowed': 'You are not allowed to do this',
  'error.stale-form': 'This form is no longer valid',
  'error.other-site': 'This form came from another site',
  'error.unknown-field': 'The form holds a field this page does not have',
  'error.ill-formed': 'The request holds characters that are not well-formed text',
  'error.send-as-form': 'Send this as a form',
  'error.unreadable': 'The request could not be read',
  'error.too-large': 'Too much was sent at once',
  'error.away': 'This service is not available for a moment',
  'error.ours': 'Something went wrong on our side',
  'error.400.text': 'Nothing was changed. Go back and try again.',
  'error.403.text': 'Nothing was changed. Go back, reload the page and try again.',
  'error.404.text': 'The address may be mistyped, or the page may have moved.',
  'error.413.text': 'What was sent is larger than this page takes. Nothing was changed.',
  'error.421.title': 'This server answers at {origin}',
  'error.421.text': 'Check the address in your browser. An administrator sets it with PUBLIC_URL or ADMIN_URL.',
  'error.503.text': 'Try again in a few seconds. What the page shows then is what counts.',
  'error.4xx.text': 'Nothing was changed.',
  'error.5xx.text': 'Nothing was lost. Try again, and tell your administrator the number below.',

  // Signing in
  'sign-in.title': 'Sign in',
  'sign-in.console-title': 'Sign in to the console',
  'sign-in.identifier': 'E-mail address or username',
  'sign-in.password': 'Password',
  'sign-in.button': 'Sign in',
  'sign-in.busy': 'Signing in…',
  'sign-in.forgot': 'Forgot your Password?',
  'sign-in.identifier-missing': 'Enter your username or e-mail address',
  'sign-in.password-missing': 'Enter your password',
  'sign-in.refused': 'The name or the password is not right.',
  'sign-in.wait': 'Too many tries. Wait {seconds, plural, one {# second} other {# seconds}}, then try again.',
  'sign-in.signed-out': 'You are signed out.',

  // Choosing a password
  'passwords.hint':
    '{minLength, number} characters or more. Spaces and any characters are welcome; a few unrelated words work well.',
  'passwords.characters': 'characters',
  'passwords.too-long-field': 'Use at most {maximum, number} characters',
  'passwords.too-short': 'Use at least {minimum, number} characters. A few unrelated words work well.',
  'passwords.too-long': 'Use at most {maximum, number} characters.',
  'passwords.repetitive': 'Use more different characters: this repeats the same few.',
  'passwords.context': 'Choose something that is not your name, your address or the name of this organisation.',
  'passwords.missing': 'Enter a new password',
  'passwords.not-the-same': 'The two passwords are not the same',

  // The forgotten password

  // My Account
} as const

export type Key = keyof typeof en
export type Dictionary = Readonly<Record<Key, string>>
