// LDAP directories, Active Directory among them (RFC 4511): who has this password, who is called so, who is in what.
import { type Client, type Filter, PresenceFilter } from 'ldapts'
import type {
  Directory,
  DirectoryPerson,
  DirectorySettings,
} from '../../../features/directory/directory-port.ts'
import { normalDn } from '../../../features/identity/distinguished-name-port.ts'
import {
  type ExternalGroup,
  type ExternalIdentity,
  ProviderUnavailable,
} from '../../../features/identity/identity-provider-port.ts'
import { bindSearcher, bindsAs, withConnection } from './ldap-connection.ts'
import { any, contains, type Entry, equals, search, searchIfThere, within } from './ldap-entries.ts'
import { groupNameOf, membershipsOf } from './ldap-groups.ts'

const mostListed = 100
/** What a group is where no filter says so, in OpenLDAP and in Active Directory. */
const anyGroup =
  '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))'
/** What names an entry for ever, in OpenLDAP, 389, IPA; Active Directory's is no text. */
const lastingIds = ['entryUUID', 'nsUniqueId', 'ipaUniqueID']
const personAttributes = ['mail', 'cn', 'displayName', 'objectGUID', ...lastingIds]

export class LdapDirectory implements Directory {
  ping(settings: DirectorySettings): Promise<void> {
    return withConnection(settings, async (client) => {
      await bindSearcher(client, settings)
      // Without who searches nothing has been said yet: even nobody may read this entry (RFC 4512 §5.1).
      const filter = new PresenceFilter({ attribute: 'objectClass' })
      await search(client, {
        base: '',
        scope: 'base',
        filter,
        attributes: ['1.1'],
        most: 1,
        timeout: settings.timeout,
      })
    })
  }

  async authenticate(
    settings: DirectorySettings,
    username: string,
    password: string,
  ): Promise<ExternalIdentity | undefined> {
    // RFC 4513 §5.1.2: an empty password would be accepted for everybody.
    if (password === '') return undefined
    return this.found(settings, username, async (person) => bindsAs(settings, person.dn, password))
  }

  identify(settings: DirectorySettings, username: string): Promise<ExternalIdentity | undefined> {
    return this.found(settings, username, async () => true)
  }

  review(settings: DirectorySettings, subjects: readonly string[]): Promise<ExternalIdentity[]> {
    return this.searching(settings, async (client) => {
      const found: ExternalIdentity[] = []
      for (const subject of subjects) {
        const [person] = await searchIfThere(client, this.subjectSearch(settings, subject))
        if (person) found.push(await identityOf(client, settings, person))
      }
      return found
    })
  }

  people(settings: DirectorySettings, namePart: string): Promise<DirectoryPerson[]> {
    const { uid } = settings
    const filter = namePart === '' ? new PresenceFilter({ attribute: uid }) : contains(uid, namePart)
    return this.searching(settings, async (client) => {
      const found = await search(client, { ...this.personSearch(settings, filter), most: mostListed })
      return found.map((person) => profileOf(person, settings))
    })
  }

  groups(
    settings: DirectorySettings,
    wanted: { readonly namePart: string } | { readonly dn: string },
  ): Promise<Required<ExternalGroup>[]> {
    const { baseDn, filter, nameAttribute, scope } = settings.groups
    const anything = new PresenceFilter({ attribute: 'objectClass' })
    const name = nameAttribute === '' ? 'cn' : nameAttribute
    const named = 'dn' in wanted || wanted.namePart === '' ? anything : contains(name, wanted.namePart)
    const place = 'dn' in wanted ? { base: wanted.dn, scope: 'base' as const } : { base: baseDn, scope }
    if (place.base === '') throw new ProviderUnavailable('ldap_group_base_dn is not set')
    return this.searching(settings, async (client) => {
      const question = {
        ...place,
        filter: within(filter.trim() === '' ? anyGroup : filter, named),
        attributes: [name],
      }
      const bounds = { most: mostListed, timeout: settings.timeout }
      const found = await searchIfThere(client, { ...question, ...bounds })
      return found.map((entry) => ({ dn: entry.dn, name: groupNameOf(entry, settings) }))
    })
  }

  private async found(
    settings: DirectorySettings,
    username: string,
    proves: (person: Entry) => Promise<boolean>,
  ): Promise<ExternalIdentity | undefined> {
    return this.searching(settings, async (client) => {
      const person = await this.personCalled(client, settings, username)
      return person && (await proves(person)) ? identityOf(client, settings, person) : undefined
    })
  }

  private async personCalled(
    client: Client,
    settings: DirectorySettings,
    username: string,
  ): Promise<Entry | undefined> {
    const filter = equals(settings.uid, username)
    const [person, another] = await search(client, { ...this.personSearch(settings, filter), most: 2 })
    if (another) {
      throw new ProviderUnavailable(`the directory has several entries with ${settings.uid} ${username}`)
    }
    return person
  }

  private personSearch(settings: DirectorySettings, filter: Filter) {
    const { baseDn: base, scope, filter: demanded, uid, groups, timeout } = settings
    const attributes = [uid, groups.membershipAttribute, ...personAttributes]
    return { base, scope, filter: within(demanded, filter), attributes, timeout }
  }

  private subjectSearch(settings: DirectorySettings, subject: string) {
    if (subject.includes('=')) {
      const anything = new PresenceFilter({ attribute: 'objectClass' })
      return { ...this.personSearch(settings, anything), base: subject, scope: 'base' as const, most: 1 }
    }
    const filters = /^[\da-f]{32}$/.test(subject)
      ? [equals('objectGUID', Buffer.from(subject, 'hex'))]
      : lastingIds.map((attribute) => equals(attribute, subject))
    return { ...this.personSearch(settings, any(filters)), most: 1 }
  }

  private searching<T>(settings: DirectorySettings, work: (client: Client) => Promise<T>): Promise<T> {
    return withConnection(settings, async (client) => {
      await bindSearcher(client, settings)
      return work(client)
    })
  }
}

async function identityOf(
  client: Client,
  settings: DirectorySettings,
  person: Entry,
): Promise<ExternalIdentity> {
  const { groups, administrator } = await membershipsOf(client, settings, person)
  const provider = 'ldap' as const
  return { ...profileOf(person, settings), provider, subject: lastingIdOf(person), groups, administrator }
}

/** As the directory writes the name, whatever case somebody has typed. */
function profileOf(person: Entry, { uid }: DirectorySettings): DirectoryPerson {
  const [username = ''] = person.values(uid)
  const [realname = username] = [...person.values('displayName'), ...person.values('cn')]
  return { username, realname, email: person.values('mail')[0] ?? '' }
}

/** The name of an entry may be another's later; only where the directory has no lasting id does it have to do. */
function lastingIdOf(person: Entry): string {
  const guid = person.hex('objectGUID')
  if (guid !== '') return guid
  const [id] = lastingIds.flatMap((attribute) => person.values(attribute))
  return id ?? normalDn(person.dn)
}
