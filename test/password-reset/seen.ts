import type { RawAnswer } from '../support/raw-request.ts'

/** What an onlooker may compare: everything but what is random in every answer. */
export function seen({ status, lines, body }: RawAnswer) {
  const headers = lines.map(([name, value]) => {
    if (/^(date|x-request-id)$/i.test(name)) return [name, value.length]
    if (/^set-cookie$/i.test(name)) {
      const [pair = '', ...attributes] = value.split('; ')
      const [cookie, content = ''] = pair.split('=')
      return [name, cookie, decodeURIComponent(content).length, attributes]
    }
    return [name, value]
  })
  return {
    status,
    headers,
    body: body.replaceAll(/(name="(?:_csrf|ticket)" value=")([^"]*)/g, (_, start, token) => `${start}${token.length}`),
  }
}
