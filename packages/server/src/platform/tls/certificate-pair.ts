// A server certificate and its key: read from files, and checked before anything listens with them.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { OperatorError, systemReason } from '../operator-error.ts'

/** PEM texts. */
export interface CertificatePair {
  readonly certificate: string
  readonly key: string
}

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** The pair cannot be served; the message is a sentence for the operator. */
export class CertificateUnusable extends OperatorError {
  override readonly name = 'CertificateUnusable'
}

/** @throws CertificateUnusable naming the file and its setting */
export function readCertificatePair(files: CertificateFiles): CertificatePair {
  const certificate = read(files.certificate, 'tls.certificate')
  const key = read(files.key, 'tls.key')
  const leaf = parsed(
    () => new X509Certificate(certificate),
    () => {
      return `tls.certificate: ${files.certificate} does not begin with a whole certificate in PEM`
    },
  )
  const privateKey = parsed(
    () => createPrivateKey(key),
    (code) => keyProblem(files.key, code),
  )
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new CertificateUnusable(
      `tls.key: ${files.key} is not the key of the certificate in ${files.certificate} (tls.certificate)`,
    )
  }
  // Reads the intermediate certificates too.
  parsed(
    () => createSecureContext({ cert: certificate, key }),
    () => {
      return `tls.certificate: ${files.certificate} holds a damaged certificate after the first`
    },
  )
  return { certificate, key }
}

/** When the certificate ends, in milliseconds since 1970. */
export function expiryOf(pair: CertificatePair): number {
  return Date.parse(new X509Certificate(pair.certificate).validTo)
}

function read(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CertificateUnusable(`${setting}: cannot read ${path}: ${systemReason(cause)}`, { cause })
  }
}

function keyProblem(path: string, code: string): string {
  return code === 'ERR_MISSING_PASSPHRASE'
    ? `tls.key: the key in ${path} is locked with a passphrase, which a server cannot type: store it unlocked`
    : `tls.key: ${path} does not hold a whole private key in PEM`
}

function parsed<T>(parse: () => T, problem: (code: string) => string): T {
  try {
    return parse()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new CertificateUnusable(problem(code), { cause })
  }
}
