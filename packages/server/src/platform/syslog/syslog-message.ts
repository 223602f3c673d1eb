// One message of syslog (RFC 5424), its text a line of JSON.
import { hostname } from 'node:os'

export interface SyslogMessage {
  /** Milliseconds. */
  readonly at: number
  readonly severity: keyof typeof severities
  /** The kind of message, such as `create_artifact`. */
  readonly id: string
  readonly content: Readonly<Record<string, unknown>>
}

/** RFC 5424 §6.2.1: facility 13 is "log audit". */
const audit = 13
const severities = { warning: 4, informational: 6 } as const
const appName = 'entrepot'

/** RFC 5424 §6: header, no structured data, and a text that is all ASCII, so that it needs no byte order mark. */
export function formatSyslog({ at, severity, id, content }: SyslogMessage): Buffer {
  const priority = audit * 8 + severities[severity]
  const header = [
    `<${priority}>1`,
    new Date(at).toISOString(),
    printable(hostname(), 255),
    appName,
    String(process.pid),
    printable(id, 32),
    '-',
  ]
  const text = JSON.stringify(content).replace(/[^\x20-\x7e]/g, escaped)
  return Buffer.from(`${header.join(' ')} ${text}`, 'latin1')
}

function printable(text: string, most: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, most) || '-'
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
