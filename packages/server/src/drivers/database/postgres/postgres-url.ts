// Reads a postgres:// URL as libpq does, with several hosts, which Bun's client does not parse.
// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

export interface PostgresHost {
  /** A name, an address, or the folder of a Unix socket (it begins with a slash). */
  readonly host: string
  readonly port: number
}

export interface PostgresTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly rejectUnauthorized: boolean
  readonly checkServerIdentity?: () => undefined
}

export interface PostgresTarget {
  /** In order of preference. */
  readonly hosts: readonly PostgresHost[]
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls: false | 'prefer' | 'require' | 'verify-full' | PostgresTls
  readonly applicationName: string
  /** For one host; the next is tried after it. */
  readonly connectTimeoutMs: number
  /** Whether hosts that take only reads are passed over. */
  readonly needsPrimary: boolean
}

const DEFAULT_PORT = 5432
/** Short, as a second host is tried only after it. */
const DEFAULT_CONNECT_TIMEOUT_MS = 2000

const shape =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?]*)(?:\/(?<database>[^?]*))?(?:\?(?<search>.*))?$/

const known = new Set([
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'application_name',
  'connect_timeout',
  'target_session_attrs',
])

/** Throws an Error, in one sentence without the password, for what cannot be read or is not supported. */
export function parsePostgresUrl(url: string): PostgresTarget {
  const parts = shape.exec(url)?.groups
  if (!parts)
    throw new Error('The database URL is not of the form postgres://user:password@host:port/database')
  const search = new URLSearchParams(parts.search)
  for (const name of search.keys()) {
    if (!known.has(name)) throw new Error(`The database URL has a parameter that is not supported: ${name}`)
  }
  const value = (name: string, part?: string) => search.get(name) ?? (part ? decode(part) : undefined)
  const user = value('user', parts.user) ?? userInfo().username
  const hosts = parseHosts(search.get('host') ?? parts.hosts ?? '', search.get('port'))
  return {
    hosts,
    user,
    password: value('password', parts.password) ?? '',
    database: value('dbname', parts.database) ?? user,
    tls: hosts.every(({ host }) => host.startsWith('/')) ? false : parseTls(search),
    applicationName: search.get('application_name') ?? 'entrepot',
    connectTimeoutMs: parseTimeout(search.get('connect_timeout')),
    needsPrimary: parseNeedsPrimary(search.get('target_session_attrs'), hosts.length),
  }
}

/** `a:1,[::1]:2,%2Frun%2Fpostgresql`; ports may come in a parameter, one for each host or one for all. */
function parseHosts(text: string, portsParameter: string | null): PostgresHost[] {
  const ports = portsParameter?.split(',') ?? []
  return text.split(',').map((entry, index) => {
    const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]*))(?::(?<port>\d*))?$/.exec(entry)?.groups
    if (!match) throw new Error(`The database URL names a host that cannot be read: ${entry}`)
    const port = Number(match.port || ports[index] || ports[0] || DEFAULT_PORT)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`The database URL names a port that cannot be: ${port}`)
    }
    return { host: match.v6 ?? (decode(match.name ?? '') || 'localhost'), port }
  })
}

function parseTls(search: URLSearchParams): PostgresTarget['tls'] {
  const mode = search.get('sslmode') ?? 'prefer'
  const root = search.get('sslrootcert')
  const ca = root && root !== 'system' ? readFile('sslrootcert', root) : undefined
  const cert = readFile('sslcert', search.get('sslcert'))
  const key = readFile('sslkey', search.get('sslkey'))
  const files = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
  switch (mode) {
    case 'disable':
      return false
    case 'prefer':
      return 'prefer'
    case 'require':
      // libpq: with a root certificate `require` verifies the authority too.
      if (ca) return { ...files, rejectUnauthorized: true, checkServerIdentity: anyName }
      return cert ? { ...files, rejectUnauthorized: false } : 'require'
    case 'verify-ca':
      return { ...files, rejectUnauthorized: true, checkServerIdentity: anyName }
    case 'verify-full':
      return ca || cert ? { ...files, rejectUnauthorized: true } : 'verify-full'
    default:
      throw new Error(`The database URL has an sslmode that is not supported: ${mode}`)
  }
}

const anyName = () => undefined

function readFile(parameter: string, path: string | null): string | undefined {
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`The file that ${parameter} of the database URL names cannot be read: ${path}`, { cause })
  }
}

/** libpq: whole seconds, 0 is no limit; here that means the default, as nothing waits without end. */
function parseTimeout(text: string | null): number {
  const seconds = Number(text ?? 0)
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new Error(`The database URL has a connect_timeout that is not a number of seconds: ${text}`)
  }
  return seconds === 0 ? DEFAULT_CONNECT_TIMEOUT_MS : seconds * 1000
}

/** Unlike libpq, several hosts mean "find the primary" by default: a registry always writes. */
function parseNeedsPrimary(attributes: string | null, hosts: number): boolean {
  if (attributes === null) return hosts > 1
  if (attributes === 'any') return false
  if (attributes === 'read-write' || attributes === 'primary') return true
  throw new Error(`The database URL has target_session_attrs that are not supported: ${attributes}`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error('The database URL has a percent sign that encodes nothing; write it as %25')
  }
}
