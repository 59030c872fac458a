/** What is left to do on a new installation, in the order of the guide; nothing once all of it is done. */
export function firstSteps(done: { smtp: boolean; reset: boolean; users: number }) {
  const all = [
    {
      title: 'Provide the SMTP server configuration',
      text: 'Latchkey sends password resets and invitations through your mail server.',
      done: done.smtp,
      href: '/configuration/organization/smtp',
      action: 'Configure SMTP',
    },
    {
      title: 'Enable Self-Service Password Reset',
      text: 'The sign-in page then offers “Forgot your Password?”.',
      done: done.reset,
      href: '/configuration/organization/system',
      action: 'Open System Configuration',
    },
    {
      title: 'Create a test user',
      text: 'They get an invitation by mail, and you can try the whole journey.',
      done: done.users > 1,
      href: '/users/new',
      action: 'Add user',
    },
  ]
  return all.every((step) => step.done) ? [] : all
}
