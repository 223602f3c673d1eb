// Finds the packages that workspaces need in production, with their licences.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { standardText } from './standard-texts.ts'

export type ProductionPackage = {
  name: string
  version: string
  /** An SPDX expression, from package.json. */
  licence: string
  /** The texts of its licence and notice files; the standard one where it has none and names its author. */
  texts: string[]
}

type Manifest = {
  name: string
  version: string
  license?: string
  author?: string | { name?: string }
  private?: boolean
  dependencies?: Record<string, string>
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i

/**
 * Every package that the `workspaces` (folders) reach by `dependencies`, sorted by name and version; the
 * project's own workspaces are followed but not listed. Optional dependencies differ between platforms and
 * are left out, so that the result is the same everywhere. Throws where one is not installed.
 */
export function productionPackages(...workspaces: readonly string[]): ProductionPackage[] {
  const found = new Map<string, ProductionPackage>()
  const seen = new Set<string>()
  const visit = (folder: string) => {
    if (seen.has(folder)) return
    seen.add(folder)
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (!manifest.private) {
      found.set(`${manifest.name}@${manifest.version}`, described(manifest, folder))
    }
    for (const name of Object.keys(manifest.dependencies ?? {})) visit(installedFolder(name, folder))
  }
  for (const workspace of workspaces) visit(workspace)
  const key = ({ name, version }: ProductionPackage) => `${name} ${version}`
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function described(manifest: Manifest, folder: string): ProductionPackage {
  const { name, version, license: licence = 'none stated', author } = manifest
  const held = licenceTexts(folder)
  const standard = held.length === 0 ? standardText(licence, author) : undefined
  return { name, version, licence, texts: standard === undefined ? held : [standard] }
}

/** Looks where Node would: in node_modules of each folder upwards. */
function installedFolder(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (dirname(folder) === folder) throw new Error(`${name}, which ${from} needs, is not installed`)
  }
}

function licenceTexts(folder: string): string[] {
  // ECharts keeps further ones in a folder `licenses`.
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => LICENCE_FILE.test(name))
  const files = entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path]
  })
  return files.sort().map((file) => normalise(readFileSync(file, 'utf8')))
}

/** Line ends and trailing spaces differ between packages that share a text. */
function normalise(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
}
