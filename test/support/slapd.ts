// A real OpenLDAP for a test: its own folder and ports, filled by the test, gone when it stops.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateFiles, writeServerCertificate } from './certificates.ts'
import { requireProgram } from './programs.ts'

export interface Slapd {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string
  readonly tlsUrl: string
  /** The same at an address that its certificate does not name. */
  readonly otherUrl: string
  readonly otherTlsUrl: string
  readonly files: CertificateFiles
  /** Makes changes, as LDIF (RFC 2849); entries without `changetype` are added. */
  change(ldif: string): Promise<void>
  /** Until `start`, which finds all that it held. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

export const slapdBase = 'dc=example,dc=com'
export const slapdManager = { dn: `cn=manager,${slapdBase}`, password: 'Manager password 1' }

export const slapdPrograms = ['slapd', 'ldapmodify']

/** An empty directory below `slapdBase`, over plain LDAP, StartTLS and ldaps. */
export async function startSlapd(): Promise<Slapd> {
  const [program, modify] = slapdPrograms.map(pathOf) as [string, string]
  const folder = await mkdtemp(join(tmpdir(), 'entrepot-slapd-'))
  const files = await writeServerCertificate(folder)
  const [plain, tls] = [await freePort(), await freePort()]
  const urls = {
    ...{ url: `ldap://127.0.0.1:${plain}`, tlsUrl: `ldaps://127.0.0.1:${tls}` },
    ...{ otherUrl: `ldap://127.0.0.2:${plain}`, otherTlsUrl: `ldaps://127.0.0.2:${tls}` },
  }
  const config = join(folder, 'slapd.conf')
  await writeFile(config, configuration(folder, files))
  let child: Bun.Subprocess | undefined
  const stop = async () => {
    child?.kill('SIGTERM')
    await child?.exited
    child = undefined
  }
  const start = async () => {
    const listen = Object.values(urls).join(' ')
    child = Bun.spawn([program, '-d', '0', '-f', config, '-h', listen], {
      ...{ stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' },
    })
    const { exited, stderr } = child
    const ended = exited.then(async (code) => {
      throw new Error(`slapd ended with ${code}: ${await new Response(stderr as ReadableStream).text()}`)
    })
    ended.catch(() => {})
    await Promise.race([Promise.all([untilListening(plain), untilListening(tls)]), ended])
  }
  await start()
  const change = async (ldif: string) => {
    const { dn, password } = slapdManager
    const words = [modify, '-a', '-x', '-H', urls.url, '-D', dn, '-w', password]
    const done = Bun.spawn(words, { stdin: new Blob([ldif]), stdout: 'ignore', stderr: 'pipe' })
    if ((await done.exited) !== 0) throw new Error(await new Response(done.stderr).text())
  }
  await change(
    `dn: ${slapdBase}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`,
  )
  const remove = async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...urls, files, change, stop, start, remove }
}

function configuration(folder: string, { ca, certificate, key }: CertificateFiles): string {
  const schemas = ['core', 'cosine', 'inetorgperson', 'nis'].map(
    (name) => `include /etc/ldap/schema/${name}.schema`,
  )
  return `${schemas.join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/pid
TLSCACertificateFile ${ca}
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
sizelimit 500
# Nobody reads passwords; whoever has not signed in reads nothing below the base.
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="${slapdBase}" by users read by * none
access to * by * read
database mdb
suffix "${slapdBase}"
rootdn "${slapdManager.dn}"
rootpw "${slapdManager.password}"
directory ${folder}
overlay memberof
memberof-group-oc groupOfNames
memberof-member-ad member
memberof-memberof-ad memberOf
`
}

function pathOf(name: string): string {
  const program = requireProgram(name)
  if ('missing' in program) throw new Error(program.missing)
  return program.path
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await Bun.sleep(20)
  }
}
