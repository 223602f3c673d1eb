// Filters as objects, so that no name can turn into a part of one; and entries whose attributes are found in any case.
import {
  AndFilter,
  type Client,
  EqualityFilter,
  type Filter,
  FilterParser,
  NoSuchObjectError,
  OrFilter,
  SubstringFilter,
} from 'ldapts'
import type { SearchScope } from '../../../features/directory/directory-port.ts'
import { ProviderUnavailable } from '../../../features/identity/identity-provider-port.ts'

const pageSize = 100

export interface Entry {
  readonly dn: string
  /** The texts of an attribute, whatever its name's case; empty when it has none. */
  values(attribute: string): string[]
  /** The same as bytes in hexadecimal, for ids that are no text. */
  hex(attribute: string): string
}

export interface Search {
  readonly base: string
  readonly scope: SearchScope
  readonly filter: Filter
  readonly attributes: readonly string[]
  /** Found ones beyond it are left out. */
  readonly most: number
  /** Milliseconds. */
  readonly timeout: number
}

/** Entries page by page, `most` at most; references to other servers are not followed. */
export async function search(client: Client, wanted: Search): Promise<Entry[]> {
  const found: Entry[] = []
  const pages = client.searchPaginated(wanted.base, {
    scope: wanted.scope,
    filter: wanted.filter,
    attributes: [...wanted.attributes],
    explicitBufferAttributes: ['objectGUID'],
    derefAliases: 'never',
    timeLimit: Math.ceil(wanted.timeout / 1_000),
    paged: { pageSize: Math.min(pageSize, wanted.most) },
  })
  for await (const { searchEntries } of pages) {
    found.push(...searchEntries.map(entryOf))
    if (found.length >= wanted.most) break
  }
  return found.slice(0, wanted.most)
}

/** The same below a name that may not be there, or not for who searches. */
export async function searchIfThere(client: Client, wanted: Search): Promise<Entry[]> {
  try {
    return await search(client, wanted)
  } catch (error) {
    if (error instanceof NoSuchObjectError) return []
    throw error
  }
}

function entryOf({ dn, ...attributes }: { dn: string } & Record<string, unknown>): Entry {
  const byName = new Map(
    Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  )
  const all = (attribute: string) => byName.get(attribute.toLowerCase()) ?? []
  return {
    dn,
    values: (attribute) =>
      all(attribute).map((each) => (Buffer.isBuffer(each) ? each.toString() : String(each))),
    hex: (attribute) => {
      const [first] = all(attribute)
      return Buffer.isBuffer(first) ? first.toString('hex') : ''
    },
  }
}

export function equals(attribute: string, value: string | Buffer): Filter {
  return new EqualityFilter({ attribute, value })
}

export function contains(attribute: string, part: string): Filter {
  return new SubstringFilter({ attribute, any: [part] })
}

export function any(filters: Filter[]): Filter {
  return filters.length === 1 ? (filters[0] as Filter) : new OrFilter({ filters })
}

/**
 * Both: what the settings demand, and what is looked for.
 * @throws ProviderUnavailable when the settings' filter is none
 */
export function within(setting: string, filter: Filter): Filter {
  const text = setting.trim()
  if (text === '') return filter
  try {
    const demanded = FilterParser.parseString(text.startsWith('(') ? text : `(${text})`)
    return new AndFilter({ filters: [demanded, filter] })
  } catch (cause) {
    throw new ProviderUnavailable(`${setting} is not a filter`, { cause })
  }
}
