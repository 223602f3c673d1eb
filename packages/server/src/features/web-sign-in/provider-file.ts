// Reads the operator's file of further sign-in providers (`auth.providersFile`).
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { LinearPattern, PatternError } from '../../platform/linear-pattern-rules.ts'
import { OperatorError, systemReason } from '../../platform/operator-error.ts'
import type { WebProtocols } from './web-provider-port.ts'
import {
  type ConfiguredProvider,
  groupKeeper,
  oidcMapping,
  oidcScope,
  settingsProvider,
} from './web-providers.ts'

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const pattern = z.string().superRefine((text, context) => {
  try {
    new LinearPattern(text)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
  }
})

const common = {
  label: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().default(''),
  /** In place of the secret itself; relative to the folder of this file. */
  clientSecretFile: z.string().optional(),
  scope: z.string().optional(),
  extraParameters: z.record(z.string(), z.string()).default({}),
  groupFilter: pattern.default(''),
  adminGroup: z.string().default(''),
  /** Before the names of its groups here; without one, those of the provider in the settings would be the same groups. */
  groupPrefix: z.string().max(100).optional(),
  autoOnboard: z.boolean().default(true),
}

const oidc = z.strictObject({
  kind: z.literal('oidc'),
  ...common,
  endpoint: webAddress,
  userClaim: z.string().default(''),
  groupsClaim: z.string().default(''),
  verifyCertificate: z.boolean().default(true),
  logout: z.boolean().default(false),
})

const oauth2 = z.strictObject({
  kind: z.literal('oauth2'),
  ...common,
  authorizeUrl: webAddress,
  tokenUrl: webAddress,
  userinfoUrl: webAddress,
  emailsUrl: webAddress.optional(),
  groupsUrl: webAddress.optional(),
  /** Where things stand in the userinfo document. The subject must never name anybody else: no name that can be given up. */
  fields: z.strictObject({
    subject: z.string().min(1),
    username: z.string().min(1),
    email: z.string().default('email'),
    realname: z.string().default('name'),
    groups: z.string().default(''),
  }),
})

const fileSchema = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'names are lower-case letters, digits and dashes'),
  z.discriminatedUnion('kind', [oidc, oauth2]),
)

type Entry = z.infer<typeof oidc> | z.infer<typeof oauth2>

/** @throws OperatorError that names the file and what is wrong in it, never a secret */
export function readProviderFile(file: string | undefined, protocols: WebProtocols): ConfiguredProvider[] {
  if (file === undefined) return []
  const parsed = fileSchema.safeParse(contentsOf(file) ?? {})
  if (!parsed.success) {
    const [first] = parsed.error.issues
    // What is wrong with a name lies one level deeper.
    const words = first?.code === 'invalid_key' ? first.issues[0]?.message : first?.message
    throw problem(file, `${first?.path.join('.') || 'the file'}: ${words}`)
  }
  return Object.entries(parsed.data).map(([id, entry]) => {
    if (id === settingsProvider) throw problem(file, `the name ${id} is that of the provider in the settings`)
    return configured(id, { ...entry, clientSecret: secretOf(entry, file) }, protocols)
  })
}

function configured(id: string, entry: Entry, protocols: WebProtocols): ConfiguredProvider {
  const { label, autoOnboard, groupPrefix = `${id}:` } = entry
  if (entry.kind === 'oidc') {
    const mapping = { ...oidcMapping({ ...entry, issuer: entry.endpoint }), groupPrefix }
    const protocol = protocols.oidc({ ...entry, scope: oidcScope(entry.scope ?? '') })
    return { id, label, protocol, mapping, autoOnboard, logout: entry.logout }
  }
  const { subject, username, email, realname, groups } = entry.fields
  const mapping = {
    ...{ provider: 'oauth2' as const, issuer: id, subject, groups, adminGroup: entry.adminGroup },
    ...{ username: [username], email: [email], realname: [realname] },
    ...{ keepsGroup: groupKeeper(entry.groupFilter), groupPrefix },
  }
  const protocol = protocols.oauth2({ ...entry, scope: entry.scope ?? '' })
  return { id, label, protocol, mapping, autoOnboard, logout: false }
}

function secretOf({ clientSecret, clientSecretFile }: Entry, file: string): string {
  if (clientSecretFile === undefined) return clientSecret
  const path = resolve(dirname(file), clientSecretFile)
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw problem(file, `cannot read ${path}: ${systemReason(cause)}`, cause)
  }
}

function contentsOf(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw problem(file, systemReason(cause), cause)
  }
  try {
    return parse(text)
  } catch (cause) {
    // The parser's words would quote the file, which may hold a secret.
    const line = (cause as { linePos?: [{ line: number }] }).linePos?.[0].line
    throw problem(file, line === undefined ? 'it is not YAML' : `line ${line} is not YAML`)
  }
}

function problem(file: string, words: string, cause?: unknown): OperatorError {
  return new OperatorError(`the providers of ${file} (auth.providersFile) cannot be used: ${words}`, {
    cause,
  })
}
