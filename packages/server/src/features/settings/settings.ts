// Settings at run time: asked for at each use, changed as a whole, secrets sealed.
import type { Clock } from '../../platform/clock.ts'
import { minute } from '../../platform/clock.ts'
import type { Database, Handle, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { Sealing } from '../../platform/sealing.ts'
import { findNameBeginning } from '../identity/index.ts'
import {
  isSecret,
  isSettingName,
  relationProblem,
  type SettingName,
  type SettingValue,
  type SettingValues,
  settingNames,
  settingTable,
  valueProblem,
} from './setting-rules.ts'
import { lockSettings, readSettings, type SettingRow, writeSetting } from './settings-store.ts'

/** What the operator has set outside of the database, and where: it cannot be changed here. */
export type GivenSettings = {
  readonly [K in SettingName]?: { readonly value: SettingValues[K]; readonly by: string }
}

export interface SettingsOptions {
  readonly db: Database
  readonly events: Events
  readonly sealing: Sealing
  readonly clock: Clock
  readonly given: GivenSettings
  /** Milliseconds; no token may outlive the refresh token that renews it. */
  readonly refreshTokenLifetime: number
}

export interface ShownSetting {
  readonly name: SettingName
  readonly value: SettingValue
  readonly editable: boolean
}

export class Settings {
  constructor(private readonly options: SettingsOptions) {}

  /**
   * A setting's value now, on every node. One small query, which SQLite remembers until the next change.
   * @throws KeyFileInvalid for a secret that the key file does not open
   */
  async get<K extends SettingName>(name: K): Promise<SettingValues[K]> {
    return (await this.pick(name))[name]
  }

  /** Several at once, as they were at one moment. */
  async pick<K extends SettingName>(...names: K[]): Promise<Pick<SettingValues, K>> {
    return this.read(this.options.db, names)
  }

  /** All but the secrets, in the order of the table. */
  async show(): Promise<ShownSetting[]> {
    const names = settingNames.filter((name) => !isSecret(name))
    const values: Readonly<Record<string, SettingValue>> = await this.pick(...names)
    return names.map((name) => ({
      name,
      value: values[name] as SettingValue,
      editable: this.options.given[name] === undefined,
    }))
  }

  /**
   * Changes all of what is given, or nothing. Names that are no settings, and null, are passed over.
   * @throws Failure BAD_REQUEST with everything that is wrong; FORBIDDEN for what is set outside of the database
   */
  async change(wanted: Readonly<Record<string, unknown>>, cause: Cause): Promise<void> {
    const changes = this.parse(wanted)
    for (const [name, value] of changes) this.refuseGiven(name, value)
    const { db, clock, events } = this.options
    await db.transaction(async (tx) => {
      await lockSettings(tx)
      const before: Readonly<Record<string, SettingValue>> = await this.read(tx, settingNames)
      const after = { ...before, ...Object.fromEntries(changes) } as SettingValues
      const problem = relationProblem(after)
      if (problem !== undefined) throw new Failure('BAD_REQUEST', { message: problem })
      const changed = changes.filter(([name, value]) => before[name] !== value)
      if (changed.length === 0) return
      for (const [name, value] of changed) if (name === 'robot_name_prefix') await requireNoUser(tx, value)
      for (const [name, value] of changed) await this.write(tx, name, value, clock())
      // Names only: a value may be a secret, or say where one can be used.
      const body = { settings: changed.map(([name]) => name) }
      await events.record(tx, cause, { kind: 'configuration.updated', projectId: null, body })
    })
  }

  /**
   * The settings among what is given, each checked by itself.
   * @throws Failure BAD_REQUEST with everything that is wrong
   */
  parse(wanted: Readonly<Record<string, unknown>>): [SettingName, SettingValue][] {
    const changes = Object.entries(wanted).filter(
      (entry): entry is [SettingName, SettingValue] =>
        entry[1] !== undefined && entry[1] !== null && isSettingName(entry[0]),
    )
    const problems = changes.flatMap(([name, value]) => this.problem(name, value) ?? [])
    if (problems.length > 0) throw new Failure('BAD_REQUEST', { message: problems.join('; ') })
    return changes
  }

  /** @throws Failure DENIED while the registry is read-only */
  async admitChange(): Promise<void> {
    if (!(await this.get('read_only'))) return
    throw new Failure('DENIED', {
      message: 'The system is in read only mode. Any modification is prohibited.',
    })
  }

  private problem(name: SettingName, value: SettingValue): string | undefined {
    const problem = valueProblem(name, value)
    if (problem !== undefined || name !== 'token_expiration') return problem
    const most = Math.floor(this.options.refreshTokenLifetime / minute)
    return Number(value) > most
      ? `tokens would outlive the refresh tokens that renew them: ${most} minutes`
      : undefined
  }

  /** A client that sends back all that it was shown changes nothing, and is not refused. */
  private refuseGiven(name: SettingName, value: SettingValue): void {
    const given = this.options.given[name]
    if (given === undefined || given.value === value) return
    const message = `${name} is set by ${given.by} in the configuration of the server, and cannot be changed here`
    throw new Failure('FORBIDDEN', { message })
  }

  private async read<K extends SettingName>(
    handle: Handle,
    names: readonly K[],
  ): Promise<Pick<SettingValues, K>> {
    const rows = await readSettings(handle)
    const settled = (name: SettingName): SettingValue => {
      const given = this.options.given[name]
      if (given !== undefined) return given.value
      const row = rows.find((each) => each.name === name)
      return row === undefined ? settingTable[name].default : this.open(name, row)
    }
    return Object.fromEntries(names.map((name) => [name, settled(name)])) as unknown as Pick<SettingValues, K>
  }

  private open(name: SettingName, { value, keyVersion }: SettingRow): SettingValue {
    if (keyVersion === null) return JSON.parse(value) as SettingValue
    return this.options.sealing.open({ sealed: value, keyVersion }, purpose(name))
  }

  private write(tx: Transaction, name: SettingName, value: SettingValue, now: number): Promise<void> {
    if (!isSecret(name))
      return writeSetting(tx, { name, value: JSON.stringify(value), keyVersion: null }, now)
    const { sealed, keyVersion } = this.options.sealing.seal(String(value), purpose(name))
    return writeSetting(tx, { name, value: sealed, keyVersion }, now)
  }
}

/**
 * What robots' names begin with, which stays so until the transaction ends: an account that is made in it cannot get a
 * name that has become a robot's meanwhile. No node's configuration sets it.
 */
export async function heldRobotPrefix(tx: Transaction): Promise<string> {
  await lockSettings(tx)
  const row = (await readSettings(tx)).find(({ name }) => name === 'robot_name_prefix')
  return row === undefined ? settingTable.robot_name_prefix.default : String(JSON.parse(row.value))
}

/** @throws Failure BAD_REQUEST where somebody's name could be a robot's with this prefix */
async function requireNoUser(tx: Transaction, prefix: SettingValue): Promise<void> {
  const username = await findNameBeginning(tx, String(prefix))
  if (username === undefined) return
  const message = `robot_name_prefix: the user ${username} has a name that begins so, as robots' names would`
  throw new Failure('BAD_REQUEST', { message })
}

function purpose(name: SettingName): string {
  return `setting ${name}`
}
