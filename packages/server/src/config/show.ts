// Shows a configuration: each setting with its value, secrets covered, and where the value came from.
import type { Shown } from './kinds.ts'
import type { Loaded } from './load.ts'
import { namedSettings } from './names.ts'
import { originInWords } from './origin.ts'
import type { SettingPath } from './settings.ts'

export interface ShownSetting {
  readonly path: SettingPath
  /** As it may stand in entrepot.yaml, or covered; `null` when the setting has no value. */
  readonly value: Shown | null
  /** `default`, `entrepot.yaml:3`, `ENTREPOT_HTTP_PORT` or `--port`. */
  readonly origin: string
}

/** Every setting, in the order of the table. */
export function shownSettings({ config, origins }: Loaded): readonly ShownSetting[] {
  return namedSettings.map(({ path, group, name, setting: { kind } }) => {
    const values: Readonly<Record<string, unknown>> = config[group as keyof typeof config]
    const value = values[name]
    const shown = value === undefined ? null : kind.mask ? kind.mask(value) : kind.format(value)
    return { path, value: shown, origin: originInWords(origins[path]) }
  })
}

/** Three aligned columns: setting, value, origin. */
export function settingsTable(shown: readonly ShownSetting[]): string {
  const rows = shown.map(({ path, value, origin }) => [path, valueInWords(value), origin] as const)
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column as 0 | 1].length)))
  return rows
    .map(([path, value, origin]) => `${path.padEnd(widths[0]!)}  ${value.padEnd(widths[1]!)}  ${origin}\n`)
    .join('')
}

function valueInWords(value: Shown | null): string {
  if (value === null) return '(not set)'
  if (typeof value !== 'object') return String(value)
  return value.length === 0 ? 'none' : value.join(', ')
}
