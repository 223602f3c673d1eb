// The groups that a provider names, found here or made.
import type { Transaction } from '../../platform/database/database.ts'
import { normalDn } from './distinguished-name-port.ts'
import { groupDnProblem, groupKinds, groupNameProblem } from './group-rules.ts'
import { findGroupsByDn, findGroupsByName, insertGroup } from './groups-store.ts'
import type { ExternalGroup } from './identity-provider-port.ts'

/** @returns the ids of these groups; those that no group may be called are left out */
export async function ensureGroups(
  tx: Transaction,
  kind: number,
  groups: readonly ExternalGroup[],
  now: number,
): Promise<number[]> {
  return kind === groupKinds.ldap ? directoryGroups(tx, groups, now) : namedGroups(tx, kind, groups, now)
}

async function directoryGroups(
  tx: Transaction,
  groups: readonly ExternalGroup[],
  now: number,
): Promise<number[]> {
  const wanted = new Map<string, string>()
  for (const { name, dn } of groups) {
    if (dn !== undefined && groupDnProblem(dn) === undefined) wanted.set(normalDn(dn), name)
  }
  return ensure([...wanted.keys()], {
    find: async (dns) => new Map((await findGroupsByDn(tx, dns)).map(({ id, ldapDn }) => [ldapDn ?? '', id])),
    insert: async (dn) => {
      const group = { kind: groupKinds.ldap, ldapDn: dn }
      const name = wanted.get(dn) ?? dn
      const fits = groupNameProblem(name) === undefined
      const id = fits ? await insertGroup(tx, { ...group, name }, now) : undefined
      // Another branch of the directory has a group of that name.
      if (id === undefined) await insertGroup(tx, { ...group, name: dn }, now)
    },
  })
}

async function namedGroups(
  tx: Transaction,
  kind: number,
  groups: readonly ExternalGroup[],
  now: number,
): Promise<number[]> {
  const names = groups.map(({ name }) => name).filter((name) => groupNameProblem(name) === undefined)
  return ensure([...new Set(names)], {
    find: async (keys) => new Map((await findGroupsByName(tx, kind, keys)).map(({ id, name }) => [name, id])),
    insert: async (name) => void (await insertGroup(tx, { kind, name, ldapDn: null }, now)),
  })
}

interface Access {
  find(keys: readonly string[]): Promise<Map<string, number>>
  insert(key: string): Promise<void>
}

/** In one order for everybody: two that make the same groups at once wait for each other, and never both. */
async function ensure(keys: string[], { find, insert }: Access): Promise<number[]> {
  if (keys.length === 0) return []
  const known = await find(keys)
  const missing = keys.filter((key) => !known.has(key)).sort()
  if (missing.length === 0) return [...known.values()]
  for (const key of missing) await insert(key)
  return [...(await find(keys)).values()]
}
