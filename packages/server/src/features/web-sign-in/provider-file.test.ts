// The operator's file of providers: what is wrong in it is told by name, and no secret is told at all.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readProviderFile } from './provider-file.ts'
import type { OAuth2Options, OidcOptions, WebProvider } from './web-provider-port.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-provider-file-'))
  file = join(folder, 'providers.yaml')
  await writeFile(join(folder, 'secret'), 'from a file\n')
})
afterAll(() => rm(folder, { recursive: true }))

/** Keeps what a provider would be made of. */
async function read(text: string) {
  await writeFile(file, text)
  const made: (OidcOptions | OAuth2Options)[] = []
  const keep = (options: OidcOptions | OAuth2Options) => {
    made.push(options)
    return {} as WebProvider
  }
  return { providers: readProviderFile(file, { oidc: keep, oauth2: keep }), made }
}

const oidc = 'kind: oidc, label: Work, clientId: c, endpoint: "https://id.example"'

test('no file, no providers', () => {
  const protocols = { oidc: () => ({}) as WebProvider, oauth2: () => ({}) as WebProvider }
  expect(readProviderFile(undefined, protocols)).toEqual([])
})

test('a provider with what it needs has the usual rest', async () => {
  const { providers, made } = await read(`work: { ${oidc}, clientSecretFile: secret }`)
  expect(providers).toMatchObject([{ id: 'work', label: 'Work', autoOnboard: true, logout: false }])
  expect(providers[0]?.mapping).toMatchObject({ provider: 'oidc', groupPrefix: 'work:', groups: '' })
  expect(made).toMatchObject([
    { clientSecret: 'from a file', scope: 'openid profile email', verifyCertificate: true },
  ])
})

test.each([
  [`oidc: { ${oidc} }`, 'the name oidc is that of the provider in the settings'],
  [`Work: { ${oidc} }`, 'names are lower-case letters, digits and dashes'],
  ['work: { kind: saml }', 'work.kind'],
  ['work: { kind: oidc, label: W, clientId: c }', 'work.endpoint'],
  ['work: { kind: oidc, label: W, clientId: c, endpoint: "file:///x" }', 'must be an http or https address'],
  [`work: { ${oidc}, groupFilter: "(" }`, 'work.groupFilter: has a ( without its )'],
  [`work: { ${oidc}, clientSecret: hush, clientSecrets: hush }`, 'Unrecognized key'],
  [`work: { ${oidc}, clientSecretFile: nosuch }`, 'cannot read'],
  ['work: {hush', 'line 1 is not YAML'],
])('%s', async (text, words) => {
  const failed = await read(text).catch((error: Error) => error.message)
  expect(failed).toStartWith(`the providers of ${file} (auth.providersFile) cannot be used: `)
  expect(failed).toContain(words)
  expect(failed).not.toContain('hush')
})
