// The server's certificate: who vouches for it, for which names, and until when.
import type { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import ipaddr from 'ipaddr.js'
import { type Check, type Finding, fatal, ok, warning } from '../check.ts'
import { trustAuthority } from '../mends.ts'
import { clientTrusts, systemAuthorities } from '../trust.ts'
import type { Visit } from '../visit.ts'

const day = 86_400_000 // milliseconds
/** Below this a renewal that should have happened did not: most come 30 days before the end. */
const warnBefore = 14 * day

interface Handshake {
  readonly certificate: X509Certificate
  readonly protocol: string
  /** Why the chain is not trusted; undefined when it is. */
  readonly chainError: string | undefined
}

interface Problem {
  readonly text: string
  readonly mend: readonly string[]
}

export const certificateCheck: Check = {
  name: 'certificate',
  essential: true,
  async run(visit) {
    if (visit.scheme === 'http') return undefined
    const own = visit.options.ca === undefined ? [] : [visit.options.ca]
    visit.trust = { authorities: [...systemAuthorities(), ...own], blind: false }
    let seen = await shakeHands(visit)
    const how = isUnknown(seen.chainError) ? await viaClients(visit) : undefined
    if (how) seen = how.seen
    const problems = problemsOf(seen, visit)
    return problems.length === 0 ? good(seen, how?.words ?? '') : bad(problems, visit)
  },
}

function problemsOf(seen: Handshake, visit: Visit): Problem[] {
  const problems = [chainProblem(seen, visit), dateProblem(seen), nameProblem(seen, visit)]
  return problems.filter((problem) => problem !== undefined)
}

function good({ certificate, protocol }: Handshake, how: string): Finding {
  const end = Date.parse(certificate.validTo)
  const left = Math.floor((end - Date.now()) / day)
  const text = `${protocol}, signed by ${nameOf(certificate.issuer)}${how}, ${left} days left`
  if (end - Date.now() > warnBefore) return ok(text)
  return warning(text, 'Renew it; Entrepot takes new files up by itself: certbot renew, or whatever made it')
}

function bad(problems: readonly Problem[], visit: Visit): Finding {
  const text = problems.map((problem) => problem.text).join('; ')
  const mend = problems.flatMap((problem) => problem.mend)
  if (!visit.options.insecure) return fatal(text, ...mend, 'To check the rest all the same: --insecure')
  visit.trust = { authorities: [], blind: true }
  return warning(`not checked (--insecure), and clients will refuse it: ${text}`, ...mend)
}

function isUnknown(code: string | undefined): boolean {
  return /SELF_SIGNED|UNABLE_TO/.test(code ?? '')
}

/** Tries what clients keep for this registry alone; keeps what works. */
async function viaClients(visit: Visit): Promise<{ seen: Handshake; words: string } | undefined> {
  const before = visit.trust
  for (const { clients, file, authority } of clientTrusts(visit.target.name)) {
    visit.trust = { ...before, authorities: [...before.authorities, authority] }
    const seen = await shakeHands(visit)
    if (!isUnknown(seen.chainError)) return { seen, words: ` (trusted by ${clients} only, by ${file})` }
  }
  visit.trust = before
  return undefined
}

function chainProblem({ chainError, certificate }: Handshake, { target }: Visit): Problem | undefined {
  if (chainError === undefined) return undefined
  const issuer = nameOf(certificate.issuer)
  if (/EXPIRED|NOT_YET/.test(chainError)) {
    const dated = dateProblemOf(certificate) !== undefined
    const text = `a certificate above the server's own in the chain is out of date (${chainError})`
    return dated ? undefined : { text, mend: [`Replace the certificates of ${issuer} in the server's file`] }
  }
  if (!isUnknown(chainError))
    return { text: `the chain is not valid (${chainError})`, mend: ['Issue it anew'] }
  const selfSigned = certificate.issuer === certificate.subject
  const text = selfSigned
    ? `signed by itself (${issuer}); clients say "certificate signed by unknown authority"`
    : `signed by ${issuer}, which this machine does not know: "certificate signed by unknown authority"`
  return { text, mend: [...authorityWords(certificate, selfSigned), ...trustAuthority(target.name)] }
}

function authorityWords(certificate: X509Certificate, selfSigned: boolean): string[] {
  const isPublic = certificate.infoAccess?.includes('CA Issuers')
  if (isPublic) {
    return [
      "The server may not send the intermediate certificates: put them below its own in tls.certificate (certbot's fullchain.pem, not cert.pem)",
      'If the authority is private, give its certificate to each client:',
    ]
  }
  const which = selfSigned
    ? "the server's certificate itself"
    : `the certificate of ${nameOf(certificate.issuer)}`
  return [
    `Trust ${which}, as ca.crt. With entrepot serve --tls-self it is data/tls/ca.crt on the server; else ask who runs it`,
  ]
}

function dateProblem({ certificate }: Handshake): Problem | undefined {
  return dateProblemOf(certificate)
}

function dateProblemOf({ validFrom, validTo }: X509Certificate): Problem | undefined {
  const now = Date.now()
  const clock = `If the clock here is wrong (it says ${new Date(now).toISOString()}): sudo timedatectl set-ntp true`
  if (Date.parse(validTo) < now) {
    const mend = [
      'Renew it; Entrepot takes new files up by itself: certbot renew, or whatever made it',
      clock,
    ]
    return { text: `it expired on ${new Date(validTo).toISOString()}`, mend }
  }
  if (Date.parse(validFrom) > now) {
    const mend = [clock, 'Else the clock was wrong where it was made: issue it anew']
    return { text: `it is not valid before ${new Date(validFrom).toISOString()}`, mend }
  }
  return undefined
}

function nameProblem({ certificate }: Handshake, { target: { host } }: Visit): Problem | undefined {
  const fits = ipaddr.isValid(host) ? certificate.checkIP(host) : certificate.checkHost(host)
  if (fits !== undefined) return undefined
  const names = (certificate.subjectAltName ?? '').replaceAll(/(DNS|IP Address):/g, '') || 'no name at all'
  return {
    text: `it is valid for ${names}, not for ${host}`,
    mend: [
      `Use one of its names, or issue it anew with ${host} in its subject alternative names`,
      `Entrepot's own (--tls-self) holds the machine's names, and that of http.externalUrl: https://${host}`,
    ],
  }
}

/** The common name, or the whole name on one line. */
function nameOf(distinguished: string): string {
  const common = /^CN=(.*)$/m.exec(distinguished)?.[1]
  return `"${common ?? distinguished.replaceAll('\n', ', ')}"`
}

function shakeHands({ place: { host, port }, trust, signal }: Visit): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const servername = ipaddr.isValid(host) ? {} : { servername: host }
    const socket = connect({
      host,
      port,
      ca: [...trust.authorities],
      rejectUnauthorized: false,
      ...servername,
    })
    signal.addEventListener('abort', () => socket.destroy(signal.reason as Error), { once: true })
    socket.on('error', reject)
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      const error: unknown = socket.authorizationError
      const code = error ? String(error instanceof Error && 'code' in error ? error.code : error) : undefined
      const protocol = (socket.getProtocol() ?? 'TLS').replace('v', ' ')
      socket.destroy()
      if (!certificate) reject(new Error('the server shows no certificate'))
      // Names are looked at apart: one answer should tell of both.
      else resolve({ certificate, protocol, chainError: code?.includes('ALTNAME') ? undefined : code })
    })
  })
}
