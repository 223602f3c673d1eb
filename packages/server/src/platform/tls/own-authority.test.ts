// The authority lasts, its certificates are renewed, and they hold all names that clients may use.
import { afterAll, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authorityFile } from './certificate-source.ts'
import { ownCertificate } from './own-authority.ts'

const day = 86_400_000
const dataDir = mkdtempSync(join(tmpdir(), 'entrepot-authority-'))
afterAll(() => rmSync(dataDir, { recursive: true }))
const start = Date.now()

function made(names: readonly string[] = [], after = 0) {
  return ownCertificate({ dataDir, names, clock: () => start + after })
}

test('the certificate is of the authority, for this machine and the names that are asked for', async () => {
  const pair = await made(['registry.example.com', '[2001:db8::7]'])
  const certificate = new X509Certificate(pair.certificate)
  const authority = new X509Certificate(readFileSync(authorityFile(dataDir)))
  expect(certificate.verify(authority.publicKey)).toBe(true)
  expect(certificate.ca).toBe(false)
  for (const name of ['localhost', 'registry.example.com']) expect(certificate.checkHost(name)).toBeTruthy()
  for (const address of ['127.0.0.1', '::1', '2001:db8::7']) expect(certificate.checkIP(address)).toBeTruthy()
  expect(statSync(join(dataDir, 'tls/ca.key')).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDir, 'tls/server.key')).mode & 0o777).toBe(0o600)
})

test('it stays until its end is near, or a name is missing; the authority stays', async () => {
  const authority = readFileSync(authorityFile(dataDir), 'utf8')
  const first = await made()
  expect(await made([], 300 * day)).toEqual(first)
  const renewed = await made([], 340 * day)
  expect(renewed.certificate).not.toBe(first.certificate)
  const named = await made(['other.example.com'], 340 * day)
  expect(new X509Certificate(named.certificate).checkHost('other.example.com')).toBeTruthy()
  expect(readFileSync(authorityFile(dataDir), 'utf8')).toBe(authority)
})

test('a damaged file is an error that names the folder', async () => {
  writeFileSync(join(dataDir, 'tls/ca.crt'), 'damaged')
  expect(made()).rejects.toThrow(`cannot keep certificates in ${dataDir}/tls (tls.self): `)
})
