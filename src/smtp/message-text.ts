/** A mail as it goes over the wire: lines end in CRLF, a dot at the start of a line is doubled, a lone dot ends it. RFC 5321, 4.5.2. */
export function asSent(message: Uint8Array): Buffer {
  const lines = Buffer.from(message)
    .toString('latin1')
    .replace(/\r?\n|\r/g, '\r\n')
    .replace(/^\./gm, '..')
  return Buffer.from(`${lines}${lines.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1')
}
