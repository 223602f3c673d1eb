// A certificate authority of the node's own, for a first trial of HTTPS:
//
//   <data.dir>/tls/
//     ca.crt, ca.key            the authority, which clients are told to trust; ten years
//     server.crt, server.key    for the names and addresses of this machine; a year, renewed in time
//
// x509 finds its parts by tsyringe, which asks for this on Reflect.
import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import ipaddr from 'ipaddr.js'
import { type Clock, day, hour } from '../clock.ts'
import { systemReason } from '../operator-error.ts'
import { type CertificatePair, CertificateUnusable } from './certificate-pair.ts'

export interface OwnCertificateOptions {
  readonly dataDir: string
  /** Names and addresses beside the machine's own: of `http.host` and `http.externalUrl`. */
  readonly names: readonly string[]
  readonly clock: Clock
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const authorityLasts = 3650 * day
/** Apple's clients refuse server certificates that last longer than 398 days. */
const certificateLasts = 365 * day
const renewBefore = 30 * day
/** Clients' clocks may be behind ours. */
const backdated = hour

interface Authority {
  readonly certificate: x509.X509Certificate
  readonly key: CryptoKey
}

/**
 * The server's certificate, made or renewed where it has to be, and the authority too.
 * @throws CertificateUnusable when the folder cannot be used
 */
export async function ownCertificate(options: OwnCertificateOptions): Promise<CertificatePair> {
  const folder = join(options.dataDir, 'tls')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    const names = [...machineNames(), ...options.names]
    const authority = await ensureAuthority(folder, options.clock())
    const kept = readPair(folder, 'server')
    if (kept && isGood(kept, authority, names, options.clock())) return kept
    return await issue(folder, authority, names, options.clock())
  } catch (cause) {
    const words = `cannot keep certificates in ${folder} (tls.self): ${systemReason(cause)}`
    throw new CertificateUnusable(words, { cause })
  }
}

/** What this machine is called, and its addresses; those of one link alone (fe80::) need a zone, which no URL has. */
function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const own = addresses.map(({ address }) => address).filter((each) => !/%|^fe80:/i.test(each))
  // A name that no certificate can hold, such as one with an underscore, would be missed again and again.
  const named = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(hostname()) ? [hostname()] : []
  return ['localhost', '127.0.0.1', '::1', ...named, ...own]
}

async function ensureAuthority(folder: string, now: number): Promise<Authority> {
  const kept = readPair(folder, 'ca')
  if (kept) {
    const certificate = new x509.X509Certificate(kept.certificate)
    const key = await importKey(kept.key)
    if (certificate.notAfter.getTime() - now > renewBefore) return { certificate, key }
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Entrepot ${hostname()} ${new Date(now).toISOString().slice(0, 10)}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - backdated),
    notAfter: new Date(now + authorityLasts),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  writePair(folder, 'ca', { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) })
  return { certificate, key: keys.privateKey }
}

async function issue(
  folder: string,
  authority: Authority,
  names: readonly string[],
  now: number,
): Promise<CertificatePair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const alternatives = [...new Set(names.map(canonical))].map((value) =>
    ipaddr.isValid(value) ? { type: 'ip' as const, value } : { type: 'dns' as const, value },
  )
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=Entrepot',
    issuer: authority.certificate.subject,
    signingKey: authority.key,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - backdated),
    notAfter: new Date(Math.min(now + certificateLasts, authority.certificate.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternatives),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  })
  const pair = { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
  writePair(folder, 'server', pair)
  return pair
}

/** Of this authority, for all the names, and not about to end. */
function isGood(pair: CertificatePair, authority: Authority, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(pair.certificate)
  const issuer = new X509Certificate(authority.certificate.toString('pem'))
  if (!certificate.verify(issuer.publicKey) || Date.parse(certificate.validTo) - now < renewBefore)
    return false
  return names.every((name) => {
    const wanted = canonical(name)
    return ipaddr.isValid(wanted) ? certificate.checkIP(wanted) : certificate.checkHost(wanted)
  })
}

/** `[::1]` in a URL is the address ::1; names have no case. */
function canonical(name: string): string {
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase()
  return ipaddr.isValid(bare) ? ipaddr.parse(bare).toString() : bare
}

function readPair(folder: string, name: string): CertificatePair | undefined {
  try {
    const [certificate, key] = ['crt', 'key'].map((end) =>
      readFileSync(join(folder, `${name}.${end}`), 'utf8'),
    )
    return { certificate: certificate as string, key: key as string }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Each file whole or not at all; the key first, so that a certificate on disk always has one. */
function writePair(folder: string, name: string, pair: CertificatePair): void {
  const files = [
    { path: join(folder, `${name}.key`), text: pair.key, mode: 0o600 },
    { path: join(folder, `${name}.crt`), text: pair.certificate, mode: 0o644 },
  ]
  for (const { path, text, mode } of files) {
    writeFileSync(`${path}.new`, text, { mode })
    renameSync(`${path}.new`, path)
  }
}

async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

function importKey(pem: string): Promise<CryptoKey> {
  const bytes = x509.PemConverter.decodeFirst(pem)
  return crypto.subtle.importKey('pkcs8', bytes, algorithm, true, ['sign'])
}
