// The names of settings: the list of all, their environment variables, and the nearest right name for a wrong one.
import { distance } from 'fastest-levenshtein'
import { type Group, type Setting, type SettingPath, settings } from './settings.ts'

export interface NamedSetting {
  readonly path: SettingPath
  /** `http` of `http.port`. */
  readonly group: string
  /** `port` of `http.port`. */
  readonly name: string
  /** `ENTREPOT_HTTP_PORT`. */
  readonly variable: string
  /** `--port`, for the settings that `serve` offers as a flag. */
  readonly flag: string | undefined
  readonly setting: Setting<unknown>
}

/** `http.externalUrl` → `ENTREPOT_HTTP_EXTERNAL_URL`. */
export function variableOf(path: string): string {
  return `ENTREPOT_${path.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('.', '_')}`.toUpperCase()
}

export const groups: readonly (readonly [string, Group])[] = Object.entries(settings)

/** Every setting, in the order of the table. */
export const namedSettings: readonly NamedSetting[] = groups.flatMap(([group, { settings: members }]) =>
  Object.entries(members).map(([name, setting]) => {
    const path = `${group}.${name}` as SettingPath
    const flag = /--[\w-]+/.exec(setting.flag ?? '')?.[0]
    return { path, group, name, variable: variableOf(path), flag, setting }
  }),
)

export const settingByPath: ReadonlyMap<string, NamedSetting> = new Map(namedSettings.map((s) => [s.path, s]))

/** Spelling without what people vary: `external_url`, `externalURL` and `external-url` are one. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9.]/g, '')
const lastPart = (name: string) => plain(name).split('.').at(-1)

/**
 * The candidate that was most likely meant. A setting of the right name in the wrong group counts as near.
 */
export function nearestName(wrong: string, candidates: readonly string[]): string {
  const far = (candidate: string) => {
    const apart = distance(plain(wrong), plain(candidate))
    return candidate.includes('.') && lastPart(wrong) === lastPart(candidate) ? Math.min(1, apart) : apart
  }
  return candidates.reduce((best, candidate) => (far(candidate) < far(best) ? candidate : best))
}
