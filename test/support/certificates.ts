// Makes a certificate authority and a server certificate of our own, for tests over TLS.
// x509 finds its parts by tsyringe, which asks for this on Reflect.
import 'reflect-metadata'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000 // milliseconds

export type KeyPair = { certificate: x509.X509Certificate; keys: CryptoKeyPair }

/** Paths of PEM files. */
export type CertificateFiles = { ca: string; certificate: string; key: string }

async function pemOfKey(keys: CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
}

/** The days from now on which a certificate begins and ends; the past is negative. */
export type Days = { readonly from: number; readonly to: number }

function validity({ from, to }: Days = { from: -1, to: 7 }) {
  return { notBefore: new Date(Date.now() + from * DAY), notAfter: new Date(Date.now() + to * DAY) }
}

/** A self-signed authority named `commonName`, valid for a week. */
export async function makeAuthority(commonName: string): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate, keys }
}

async function issue(
  authority: KeyPair,
  subject: string,
  extensions: x509.Extension[],
  days?: Days,
): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: authority.certificate.subject,
    signingKey: authority.keys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    ...validity(days),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...extensions,
    ],
  })
  return { certificate, keys }
}

/** A certificate that may sign artifacts, for the distinguished name `subject`. */
export async function issueSigner(authority: KeyPair, subject: string): Promise<KeyPair> {
  const usage = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning])
  return issue(authority, subject, [usage])
}

/** Writes ca.pem, server.pem and server.key into `folder`; the server's is for 127.0.0.1 and localhost. */
export async function writeServerCertificate(folder: string, days?: Days): Promise<CertificateFiles> {
  const authority = await makeAuthority('Entrepot test authority')
  const extensions = [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ]),
  ]
  const server = await issue(authority, 'CN=localhost', extensions, days)
  const files = await writeKeyPair(folder, 'server', server)
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, authority.certificate.toString('pem'))
  return { ca, ...files }
}

/** Writes `<name>.pem` and `<name>.key` (PKCS #8, readable by the owner alone) into `folder`. */
export async function writeKeyPair(folder: string, name: string, pair: KeyPair) {
  const certificate = join(folder, `${name}.pem`)
  const key = join(folder, `${name}.key`)
  await writeFile(certificate, pair.certificate.toString('pem'))
  await writeFile(key, await pemOfKey(pair.keys), { mode: 0o600 })
  return { certificate, key }
}
