// Where a syslog receiver is: `tcp://host:port`, `tls://…`, `udp://…`; without a scheme it is TCP.

export interface SyslogEndpoint {
  readonly transport: 'tcp' | 'tls' | 'udp'
  readonly host: string
  readonly port: number
}

const pattern = /^(?:(tcp|tls|udp):\/\/)?(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i

/** Undefined for what is none. */
export function parseSyslogEndpoint(text: string): SyslogEndpoint | undefined {
  const [, scheme = 'tcp', inBrackets, name, digits] = pattern.exec(text) ?? []
  const host = inBrackets ?? name
  const port = Number(digits)
  if (host === undefined || port === 0 || port > 65_535) return undefined
  return { transport: scheme.toLowerCase() as SyslogEndpoint['transport'], host, port }
}
