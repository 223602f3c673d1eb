// Reads ENTREPOT_* variables into assignments.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Assignment, Reading } from './assignment.ts'
import { type NamedSetting, namedSettings, nearestName } from './names.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Variables of ours that are not settings: of the installer, the tests, and the place of the file. */
const OTHERS = /^ENTREPOT_(INSTALL|TOOLS|CONFIG|TEST_.*|CONFORMANCE_.*)$/

const byVariable: ReadonlyMap<string, NamedSetting> = new Map(namedSettings.map((s) => [s.variable, s]))

/** `ENTREPOT_ADMIN_PASSWORD_FILE`: container platforms hand over secrets as files. */
const bySecretFile: ReadonlyMap<string, NamedSetting> = new Map(
  namedSettings.filter((s) => s.setting.kind.mask).map((s) => [`${s.variable}_FILE`, s]),
)

/**
 * Kubernetes tells every container of each Service in its namespace by variables. One named `entrepot` or
 * `entrepot-http` gives `ENTREPOT_SERVICE_HOST` and even `ENTREPOT_HTTP_PORT=tcp://10.0.0.1:80`: none is ours.
 */
function isFromKubernetes(name: string, value: string): boolean {
  if (/_PORT(_\d+_(TCP|UDP|SCTP))?$/.test(name)) return /^(tcp|udp|sctp):\/\//.test(value)
  return /_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)$/.test(name)
}

/** The settings that the environment makes, and one sentence for each mistake in it. */
export function readEnvironment(env: Environment, folder: string): Reading {
  const assignments: Assignment[] = []
  const errors: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('ENTREPOT_') || value === undefined) continue
    if (OTHERS.test(name) || isFromKubernetes(name, value)) continue
    const direct = byVariable.get(name)
    const setting = direct ?? bySecretFile.get(name)
    if (!setting) {
      errors.push(
        `${name}: there is no such variable; the nearest name is ${nearestName(name, [...byVariable.keys()])}.`,
      )
      continue
    }
    // Compose and Helm hand on an unset variable as an empty one.
    if (value === '') continue
    if (!direct && env[setting.variable]) {
      errors.push(`${name}: ${setting.variable} is set too; only one of them can hold ${setting.path}.`)
      continue
    }
    const written = direct ? value : readSecret(resolve(folder, value))
    if (written === undefined) errors.push(`${name}: the file ${value} for ${setting.path} cannot be read.`)
    else assignments.push({ setting, written, origin: { from: 'environment', variable: name } })
  }
  return { assignments, errors }
}

/** Editors and `echo` end a file with a line break that is not part of the secret. */
function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}
