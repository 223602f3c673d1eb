// Docker's config.json, of which one entry is ours: which program knows the login of a registry.
import { existsSync } from 'node:fs'
import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** `docker-credential-` and this is the program's name. */
const helper = 'entrepot'

type Json = Record<string, unknown>

function dockerConfigFile(): string {
  return join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json')
}

/**
 * Makes clients ask our helper for this host. What Docker had kept for it in the clear is taken out.
 * @returns whether there was any such thing
 */
export async function useHelper(host: string): Promise<boolean> {
  const { document, save } = await open()
  const helpers = objectIn(document, 'credHelpers')
  const auths = objectIn(document, 'auths')
  const old = auths[host]
  const hadSecret = old !== null && typeof old === 'object' && ('auth' in old || 'identitytoken' in old)
  if (helpers[host] === helper && !hadSecret) return false
  const { [host]: _, ...otherAuths } = auths
  await save({
    ...document,
    ...(hadSecret && { auths: otherAuths }),
    credHelpers: { ...helpers, [host]: helper },
  })
  return hadSecret
}

/** Another program's entry stays. */
export async function dropHelper(host: string): Promise<void> {
  if (!existsSync(dockerConfigFile())) return
  const { document, save } = await open()
  const helpers = objectIn(document, 'credHelpers')
  if (helpers[host] !== helper) return
  const { [host]: _, ...others } = helpers
  const { credHelpers: __, ...rest } = document
  await save(Object.keys(others).length === 0 ? rest : { ...document, credHelpers: others })
}

/** @throws in a sentence when the file is there and no JSON object: it is not ours to throw away */
async function open(): Promise<{ document: Json; save(document: Json): Promise<void> }> {
  const named = dockerConfigFile()
  const file = existsSync(named) ? await realpath(named) : named
  const text = existsSync(file) ? await readFile(file, 'utf8') : '{}'
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    document = undefined
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new Error(`${named} is not a JSON object: mend it first`)
  }
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '\t'
  return { document: document as Json, save: (changed) => write(file, changed, indent) }
}

async function write(file: string, document: Json, indent: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const mode = existsSync(file) ? (await stat(file)).mode & 0o777 : 0o600
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(document, null, indent)}\n`, { mode })
  await rename(draft, file)
}

function objectIn(document: Json, key: string): Json {
  const value = document[key]
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {}
}
