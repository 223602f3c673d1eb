// Loads the configuration: default < file < environment < flags, checked as a whole and frozen.
import type { Assignment } from './assignment.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { readSettingsFile } from './file.ts'
import { HIDDEN, type Kind, Rejected, type Written } from './kinds.ts'
import { namedSettings, settingByPath } from './names.ts'
import { type Origin, originInWords } from './origin.ts'
import { brokenRelations } from './relations.ts'
import type { Config, SettingPath } from './settings.ts'

export type Flags = Readonly<Partial<Record<SettingPath, string>>>
export type Origins = Readonly<Record<SettingPath, Origin>>

export interface Sources {
  /** The file named by `--config`; without it `ENTREPOT_CONFIG`, then `entrepot.yaml` where there is one. */
  readonly file?: string | undefined
  readonly env: Environment
  readonly flags?: Flags
  /** Where relative paths start; by default the working directory of the process. */
  readonly folder?: string
}

export interface Loaded {
  readonly config: Config
  readonly origins: Origins
}

/** The configuration cannot be used; `message` holds one sentence a line for each thing to mend. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'))
  }
}

/** Reads all sources and checks them together. Throws ConfigError with everything that is wrong. */
export function loadConfig(sources: Sources): Loaded {
  const folder = sources.folder ?? process.cwd()
  const named = sources.file ?? (sources.env.ENTREPOT_CONFIG || undefined)
  const file = readSettingsFile(named ?? 'entrepot.yaml', { optional: named === undefined, folder })
  const environment = readEnvironment(sources.env, folder)
  const flags = readFlags(sources.flags ?? {})

  const values = new Values(folder)
  for (const assignment of [...file.assignments, ...environment.assignments, ...flags])
    values.assign(assignment)
  values.fillDefaults()

  const errors = [...file.errors, ...environment.errors, ...values.errors, ...brokenRelations(values)]
  if (errors.length > 0) throw new ConfigError(errors)
  return { config: values.config(), origins: values.origins() }
}

function readFlags(flags: Flags): readonly Assignment[] {
  return Object.entries(flags).map(([path, written]) => {
    const setting = settingByPath.get(path)!
    return { setting, written, origin: { from: 'flag', flag: setting.flag ?? 'command line' } }
  })
}

/** The values gathered so far, later ones over earlier ones. */
class Values {
  readonly errors: string[] = []
  private readonly found = new Map<SettingPath, { readonly value: unknown; readonly origin: Origin }>()
  private readonly rejected = new Set<SettingPath>()

  constructor(private readonly folder: string) {}

  assign({ setting, written, origin }: Assignment): void {
    const { kind } = setting.setting
    try {
      this.found.set(setting.path, { value: kind.parse(written, this.folder), origin })
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      this.rejected.add(setting.path)
      this.errors.push(`${originInWords(origin)}: ${setting.path} ${complaint(kind, written, error)}.`)
    }
  }

  fillDefaults(): void {
    for (const { path, setting } of namedSettings) {
      if (this.found.has(path)) continue
      const text = setting.default?.replace(/<(.+?)>/g, (_, other: SettingPath) => String(this.get(other)))
      const value = text === undefined ? undefined : setting.kind.parse(text, this.folder)
      this.found.set(path, { value, origin: { from: 'default' } })
    }
  }

  get(path: SettingPath): unknown {
    return this.found.get(path)?.value
  }

  origin(path: SettingPath): Origin {
    return this.found.get(path)?.origin ?? { from: 'default' }
  }

  /** Whether a value was given for it that cannot be used. */
  isRejected(path: SettingPath): boolean {
    return this.rejected.has(path)
  }

  /** The table and `Config` have one shape by their types; here that shape is filled. */
  config(): Config {
    const config: Record<string, Record<string, unknown>> = {}
    for (const { path, group, name } of namedSettings) {
      config[group] ??= {}
      config[group][name] = this.get(path)
    }
    for (const group of Object.values(config)) Object.freeze(group)
    return Object.freeze(config) as Config
  }

  origins(): Origins {
    return Object.fromEntries(namedSettings.map(({ path }) => [path, this.origin(path)])) as Origins
  }
}

const LONGEST_SHOWN = 80

/** Completes "http.port …": what was written, unless it may hold a secret, and what is accepted. */
function complaint(kind: Kind<unknown>, written: Written, { part }: Rejected): string {
  const shown = kind.mask ? HIDDEN : quoted(typeof part === 'string' ? part : part.join(', '))
  return kind.itemAccepts !== undefined && part !== written
    ? `holds ${shown}, but each item must be ${kind.itemAccepts}`
    : `is ${shown}, but must be ${kind.accepts}`
}

/** A URL in the wrong setting may bring a password along. */
function quoted(text: string): string {
  const safe = text.replace(/\/\/.*@/, `//${HIDDEN}@`)
  return JSON.stringify(safe.length > LONGEST_SHOWN ? `${safe.slice(0, LONGEST_SHOWN)}…` : safe)
}
