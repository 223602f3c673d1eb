// The groups that somebody is in, nested ones too: asked of the directory in as few questions as it allows.
import { type Client, ExtensibleFilter, type Filter, PresenceFilter } from 'ldapts'
import type { DirectorySettings } from '../../../features/directory/directory-port.ts'
import { firstValueOf, normalDn } from '../../../features/identity/distinguished-name-port.ts'
import type { ExternalGroup } from '../../../features/identity/identity-provider-port.ts'
import { any, type Entry, equals, search, searchIfThere, within } from './ldap-entries.ts'

/** How deep groups may lie in each other. */
const deepest = 10
/** More are left out: a walk must end. */
const mostGroups = 1_000
/** Distinguished names in one filter. */
const namesAtOnce = 25
/** Active Directory walks by itself (MS-ADTS 3.1.1.3.4.4.3); others answer nothing to that rule. */
const inChain = '1.2.840.113556.1.4.1941'
const activeDirectory = '1.2.840.113556.1.4.800'

export interface Memberships {
  /** Those that the group filter lets count. */
  readonly groups: Required<ExternalGroup>[]
  readonly administrator: boolean
}

export async function membershipsOf(
  client: Client,
  settings: DirectorySettings,
  person: Entry,
): Promise<Memberships> {
  const walk = new Walk(client, settings)
  const { membershipAttribute, adminDn, baseDn } = settings.groups
  // posixGroup names people by what they are called (RFC 2307 §2.2), all others by their distinguished name.
  const uids = person.values(settings.uid).map((uid) => equals('memberUid', uid))
  if (baseDn !== '') await walk.up([person.dn], uids)
  // What the entry says besides lies elsewhere in the directory; from there it goes up again.
  const elsewhere = await walk.read(person.values(membershipAttribute))
  if (baseDn !== '' && elsewhere.length > 0) await walk.up(elsewhere)
  const all = [...walk.found.values()]
  return {
    groups: all.filter(({ counts }) => counts).map(({ dn, name }) => ({ dn, name })),
    administrator: adminDn.trim() !== '' && walk.found.has(normalDn(adminDn)),
  }
}

interface Found extends Required<ExternalGroup> {
  readonly counts: boolean
}

class Walk {
  readonly found = new Map<string, Found>()

  constructor(
    private readonly client: Client,
    private readonly settings: DirectorySettings,
  ) {}

  /** What entries say of themselves: each is read, and what it is in, level by level. @returns the new ones */
  async read(dns: readonly string[]): Promise<string[]> {
    const before = new Set(this.found.keys())
    let level = dns
    for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
      const next: string[] = []
      for (const dn of level) {
        if (!this.found.has(normalDn(dn)) && this.found.size < mostGroups)
          next.push(...(await this.readOne(dn)))
      }
      level = next
    }
    return [...this.found].filter(([key]) => !before.has(key)).map(([, { dn }]) => dn)
  }

  /** Groups that name one of these, or a group that was found so, as a member. */
  async up(dns: readonly string[], alsoAtFirst: readonly Filter[] = []): Promise<void> {
    if (await this.isActiveDirectory()) {
      for (const value of dns)
        await this.below(new ExtensibleFilter({ matchType: 'member', rule: inChain, value }))
      return
    }
    let level = dns
    let also = alsoAtFirst
    for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
      const next: string[] = []
      for (let at = 0; at < level.length && this.found.size < mostGroups; at += namesAtOnce) {
        const names = level.slice(at, at + namesAtOnce)
        const members = names.flatMap((dn) => [equals('member', dn), equals('uniqueMember', dn)])
        next.push(...(await this.below(any([...members, ...also]))))
        also = []
      }
      level = next
    }
  }

  /** @returns the distinguished names that were not known before */
  private async below(filter: Filter): Promise<string[]> {
    const { baseDn, scope, filter: counting } = this.settings.groups
    const question = { base: baseDn, scope, attributes: this.attributes(), ...this.bounds() }
    const all = await search(this.client, { ...question, filter })
    const unknown = all.filter(({ dn }) => !this.found.has(normalDn(dn)))
    if (unknown.length === 0) return []
    const counted =
      counting.trim() === ''
        ? all
        : await search(this.client, { ...question, filter: within(counting, filter) })
    const counts = new Set(counted.map(({ dn }) => normalDn(dn)))
    for (const entry of unknown) this.add(entry, counts.has(normalDn(entry.dn)))
    return unknown.map(({ dn }) => dn)
  }

  /** @returns the groups that this group is in */
  private async readOne(dn: string): Promise<string[]> {
    const { membershipAttribute, filter } = this.settings.groups
    const question = { base: dn, scope: 'base' as const, ...this.bounds(), most: 1 }
    const attributes = [...this.attributes(), membershipAttribute]
    const anything = new PresenceFilter({ attribute: 'objectClass' })
    const [entry] = await searchIfThere(this.client, { ...question, attributes, filter: anything })
    if (!entry) return []
    const counting = filter.trim() === '' ? undefined : within(filter, anything)
    const counted = counting
      ? await search(this.client, { ...question, attributes, filter: counting })
      : [entry]
    this.add(entry, counted.length > 0)
    return entry.values(membershipAttribute)
  }

  private add(entry: Entry, counts: boolean): void {
    if (this.found.size >= mostGroups) return
    this.found.set(normalDn(entry.dn), { dn: entry.dn, name: groupNameOf(entry, this.settings), counts })
  }

  private attributes(): string[] {
    const { nameAttribute } = this.settings.groups
    // 1.1 stands for no attribute at all (RFC 4511 §4.5.1.8): a group's members may be many thousands.
    return [nameAttribute === '' ? '1.1' : nameAttribute]
  }

  private bounds() {
    return { most: mostGroups, timeout: this.settings.timeout }
  }

  private async isActiveDirectory(): Promise<boolean> {
    const root = { base: '', scope: 'base' as const, most: 1, timeout: this.settings.timeout }
    const filter = new PresenceFilter({ attribute: 'objectClass' })
    const [entry] = await search(this.client, { ...root, filter, attributes: ['supportedCapabilities'] })
    return entry?.values('supportedCapabilities').includes(activeDirectory) ?? false
  }
}

export function groupNameOf(entry: Entry, { groups }: DirectorySettings): string {
  const [named] = groups.nameAttribute === '' ? [] : entry.values(groups.nameAttribute)
  return named ?? firstValueOf(entry.dn)
}
