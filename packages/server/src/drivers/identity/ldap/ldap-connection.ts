// One connection to a directory: opened in time, encrypted as asked, bounded in what it may send, and closed.
import { connect as connectPlain, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls'
import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts'
import type { DirectorySettings } from '../../../features/directory/directory-port.ts'
import { ProviderUnavailable } from '../../../features/identity/identity-provider-port.ts'

/** No answer to one sign-in is longer; a directory that sends more is broken, or hostile. */
const mostBytes = 16 * 1024 * 1024
const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * Does `work` with a connection that is signed in as nobody, and closes it.
 * @throws ProviderUnavailable for whatever goes wrong with the directory
 */
export async function withConnection<T>(
  settings: DirectorySettings,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const sockets = new Sockets(settings)
  const client = sockets.client()
  try {
    if (settings.startTls) await client.startTLS(sockets.tlsOptions())
    return await work(client)
  } catch (error) {
    throw sockets.explain(error)
  } finally {
    await client.unbind().catch(() => {})
    sockets.destroy()
  }
}

/** As who searches. @throws ProviderUnavailable when the directory does not take the password */
export async function bindSearcher(client: Client, settings: DirectorySettings): Promise<void> {
  const { searchDn, searchPassword } = settings
  if (searchDn === '') return
  // RFC 4513 §5.1.2: a name with an empty password is signed in as nobody, and does not fail.
  if (searchPassword === '')
    throw new ProviderUnavailable('ldap_search_dn is set, but ldap_search_password is not')
  try {
    await client.bind(searchDn, searchPassword)
  } catch (cause) {
    if (!(cause instanceof InvalidCredentialsError)) throw cause
    throw new ProviderUnavailable('the directory does not accept ldap_search_dn with its password', { cause })
  }
}

/** @returns whether the directory accepts this password for this entry */
export async function bindsAs(settings: DirectorySettings, dn: string, password: string): Promise<boolean> {
  return withConnection(settings, async (client) => {
    try {
      await client.bind(dn, password)
      return true
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return false
      throw error
    }
  })
}

class Sockets {
  private readonly opened: (Socket | TLSSocket)[] = []
  private received = 0
  private problem: string | undefined

  constructor(private readonly settings: DirectorySettings) {}

  client(): Client {
    const { url, timeout } = this.settings
    const secure = url.toLowerCase().startsWith('ldaps:')
    return new Client({
      ...{ url, timeout, connectTimeout: timeout },
      ...(secure && { tlsOptions: this.tlsOptions() }),
      // The types are those of the functions replaced, with all their forms; these are the ones that are used.
      createConnection: ((port: number, host: string) => this.open(connectPlain(port, host))) as never,
      createSecureConnection: ((...how: [number, string, ConnectionOptions] | [ConnectionOptions]) =>
        how.length === 1
          ? this.watch(connectTls(how[0]))
          : this.open(connectTls(how[0], how[1], how[2]))) as never,
    })
  }

  tlsOptions(): ConnectionOptions {
    const { url, caCertificate, verifyCertificate } = this.settings
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
    const own = caCertificate.match(certificatePattern) ?? []
    return {
      host,
      // RFC 6066 §3: an address is no server name; the certificate is held against it all the same.
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      rejectUnauthorized: verifyCertificate,
      ...(own.length > 0 && { ca: [...rootCertificates, ...own] }),
    }
  }

  destroy(): void {
    for (const socket of this.opened) socket.destroy()
  }

  explain(error: unknown): ProviderUnavailable {
    if (error instanceof ProviderUnavailable) return error
    const words = this.problem ?? (error instanceof Error ? wordsOf(error) : String(error))
    return new ProviderUnavailable(`the directory ${this.settings.url} cannot be asked: ${words}`, {
      cause: error,
    })
  }

  /** A second one would be opened by the library after a loss, and without the encryption that was asked for. */
  private open<S extends Socket>(socket: S): S {
    if (this.opened.length > 0) {
      socket.destroy()
      throw new ProviderUnavailable('the directory closed the connection')
    }
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length
      if (this.received <= mostBytes) return
      this.problem = `it sent more than ${mostBytes} bytes`
      socket.destroy(new Error(this.problem))
    })
    return this.watch(socket)
  }

  private watch<S extends Socket>(socket: S): S {
    this.opened.push(socket)
    // An error that comes after the library has let go must not end the process.
    socket.on('error', (error) => {
      this.problem ??= error.message
    })
    return socket
  }
}

/** Directories often answer with a code alone: then the library's name for it is the best there is. */
function wordsOf(error: Error): string {
  const message = error.message.split('\n').at(-1)?.trim() ?? ''
  if (!(error instanceof ResultCodeError)) return message
  return `${error.constructor.name.replace(/Error$/, '')}${message.startsWith('Code') ? '.' : ':'} ${message}`
}
