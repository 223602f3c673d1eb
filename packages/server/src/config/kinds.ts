// The kinds of value a setting can have: how each is read from what an operator writes, and shown again.
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'

/** What stands in the file, a variable or a flag: text, or a list of texts. */
export type Written = string | readonly string[]

/** A value as it may be written in entrepot.yaml. */
export type Shown = string | number | boolean | readonly string[]

export interface Kind<T> {
  /** A few words for the reference page, in Markdown. */
  readonly name: string
  /** Completes the sentence "it must be …". */
  readonly accepts: string
  /** Of a list: what each item must be. */
  readonly itemAccepts?: string
  /** Relative paths start at `folder`. Throws Rejected. */
  parse(written: Written, folder: string): T
  format(value: T): Shown
  /** Only kinds that hold secrets have it: the value with its secret parts covered. */
  mask?(value: T): string
}

/** Thrown by `Kind.parse`; `part` is what cannot be accepted: the whole value, or one item of a list. */
export class Rejected extends Error {
  override readonly name = 'Rejected'
  constructor(readonly part: Written) {
    super('not an acceptable value')
  }
}

export const HIDDEN = '(hidden)'

interface TextKind<T> {
  readonly name: string
  readonly accepts: string
  /** `undefined` when the text is not acceptable. */
  readonly read: (text: string, folder: string) => T | undefined
  readonly format?: (value: T) => Shown
  readonly mask?: (value: T) => string
}

function textKind<T extends Shown>(kind: TextKind<T>): Kind<T> {
  return {
    name: kind.name,
    accepts: kind.accepts,
    parse(written, folder) {
      const value = typeof written === 'string' ? kind.read(written.trim(), folder) : undefined
      if (value === undefined) throw new Rejected(written)
      return value
    },
    format: kind.format ?? ((value) => value),
    ...(kind.mask ? { mask: kind.mask } : {}),
  }
}

interface Bounds<T> {
  readonly min?: T
  readonly max?: T
}

function boundsInWords({ min, max }: Bounds<string | number>): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}

function within(value: number | undefined, { min, max }: Bounds<number>): number | undefined {
  if (value === undefined || !Number.isSafeInteger(value)) return undefined
  return value < (min ?? 0) || value > (max ?? Number.MAX_SAFE_INTEGER) ? undefined : value
}

const wholeNumber = (text: string) => (/^\d{1,16}$/.test(text) ? Number(text) : undefined)

/** A whole number, 0 or more unless `bounds` says otherwise. */
export function integer(bounds: Bounds<number> = {}): Kind<number> {
  const range = boundsInWords({ min: 0, ...bounds })
  return textKind({
    name: `integer${range}`,
    accepts: `a whole number${range}`,
    read: (text) => within(wholeNumber(text), bounds),
  })
}

export const port: Kind<number> = { ...integer({ max: 65_535 }), name: 'port' }

export const boolean: Kind<boolean> = textKind<boolean>({
  name: 'boolean',
  accepts: 'true or false',
  read: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
})

const BYTES = {
  TiB: 2 ** 40,
  GiB: 2 ** 30,
  MiB: 2 ** 20,
  KiB: 2 ** 10,
  TB: 1e12,
  GB: 1e9,
  MB: 1e6,
  kB: 1e3,
  B: 1,
}
const MILLISECONDS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

function readBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?) ?([a-z]+)?$/i.exec(text) ?? []
  const factor = Object.entries(BYTES).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}

function readDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    total += Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS]
  }
  return total
}

/** In the unit that needs the smallest whole number. */
function inUnits(value: number, units: Record<string, number>): string {
  const fitting = Object.entries(units).filter(([, size]) => value >= size && value % size === 0)
  const best = fitting.sort(([, one], [, other]) => other - one)[0]
  return best === undefined ? `0${Object.keys(units).at(-1)}` : `${value / best[1]}${best[0]}`
}

function quantity(
  words: { readonly name: string; readonly phrase: string },
  read: (text: string) => number | undefined,
  units: Record<string, number>,
  bounds: Bounds<string>,
): Kind<number> {
  const limits = {
    ...(bounds.min === undefined ? {} : { min: read(bounds.min) }),
    ...(bounds.max === undefined ? {} : { max: read(bounds.max) }),
  }
  return textKind({
    name: `${words.name}${boundsInWords(bounds)}`,
    accepts: words.phrase.replace('%', boundsInWords(bounds)),
    read: (text) => within(read(text), limits),
    format: (value) => inUnits(value, units),
  })
}

/** A number of bytes; written with a unit (`4MiB`, `1.5 GB`), or as a bare number of bytes. */
export function bytes(bounds: Bounds<string> = {}): Kind<number> {
  return quantity(
    { name: 'bytes', phrase: 'a size%, such as 512KiB, 4MiB or 1GiB' },
    readBytes,
    BYTES,
    bounds,
  )
}

/** A span of time in milliseconds; written with units (`30s`, `1h30m`), never as a bare number. */
export function duration(bounds: Bounds<string> = {}): Kind<number> {
  const phrase = 'a time with its unit%, such as 500ms, 30s, 15m, 6h or 30d'
  return quantity({ name: 'duration', phrase }, readDuration, MILLISECONDS, bounds)
}

/** One of a few words. */
export function choice<const T extends string>(...options: readonly T[]): Kind<T> {
  const names = options.map((option) => `\`${option}\``)
  return textKind<T>({
    name: names.join(', '),
    accepts: `one of ${options.join(', ')}`,
    read: (text) => options.find((option) => option === text),
  })
}

/** Items of another kind; on one line they are parted by commas, and `none` is the list without items. */
export function list<T extends string>(item: Kind<T>): Kind<readonly T[]> {
  return {
    name: `list of ${item.name}`,
    accepts: `a list (on one line: parted by commas, or none) in which each item is ${item.accepts}`,
    itemAccepts: item.accepts,
    parse(written, folder) {
      const text = typeof written === 'string' ? written.trim() : undefined
      const items = typeof written === 'string' ? written.split(',') : written
      return Object.freeze(text === 'none' ? [] : items.map((one) => item.parse(one, folder)))
    },
    format: (value) => value,
  }
}

/** A path, made absolute. A leading `~` is refused: no shell expands it here, and a folder of that name would appear. */
export const path: Kind<string> = textKind({
  name: 'path',
  accepts: 'a path that does not start with ~ (relative ones start at the working directory)',
  read: (text, folder) => (text === '' || /^~|\0/.test(text) ? undefined : resolve(folder, text)),
})

export const host: Kind<string> = textKind({
  name: 'host',
  accepts: 'an address or a host name, such as 127.0.0.1, 0.0.0.0, :: or localhost',
  read: (text) => {
    const isAddress = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
    const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(
      text,
    )
    // Four wrong numbers, such as 10.0.0.256, would otherwise pass for a name.
    return isAddress || (isName && !/^[\d.]+$/.test(text)) ? text : undefined
  },
})

function readAddressRange(text: string): string | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const bits = ipaddr.IPv4.isValidFourPartDecimal(address) ? 32 : 128
  if (rest.length > 0 || (bits === 128 && !ipaddr.IPv6.isValid(address)) || address.includes('%'))
    return undefined
  const length = prefix === undefined ? bits : wholeNumber(prefix)
  return length === undefined || length > bits ? undefined : `${ipaddr.parse(address)}/${length}`
}

/** An address or a range of them, always in CIDR form: `10.0.0.0/8`, `::1/128`. */
export const addressRange: Kind<string> = textKind({
  name: 'address or CIDR range',
  accepts: 'an address or a range, such as 192.0.2.7, 10.0.0.0/8 or fd00::/8',
  read: readAddressRange,
})

/** The origin of a web site without a path, as in `https://registry.example.com`: /v2 cannot live below one. */
export const webOrigin: Kind<string> = textKind({
  name: 'URL',
  accepts: 'an http:// or https:// address without a path, such as https://registry.example.com',
  read: (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const bare = url !== undefined && /^https?:\/\/[^/?#@\s]+\/?$/i.test(text)
    return bare && /^https?:$/.test(url.protocol) ? url.origin : undefined
  },
})

/** Text that is never shown. */
export const secret: Kind<string> = {
  name: '*secret*',
  accepts: 'one line of text that is not empty',
  parse(written) {
    // Spaces at the ends may belong to a password: nothing is trimmed.
    if (typeof written !== 'string' || !/^[^\r\n\0]+$/.test(written)) throw new Rejected(written)
    return written
  },
  format: (value) => value,
  mask: () => HIDDEN,
}

/** The address of a database without its password. */
export function maskedDatabaseUrl(text: string): string {
  const url = new URL(text)
  if (url.password !== '') url.password = '****'
  for (const name of [...url.searchParams.keys()]) {
    if (/pass|secret|token/i.test(name)) url.searchParams.set(name, '****')
  }
  return url.href
}

/** One `@` and no `#`: with a bare one in a password, a part of it would be taken for the host or the path, and shown. */
const POSTGRES_URL = /^postgres(ql)?:\/\/[^@/?#\s]*(@[^@/?#\s]*)?([/?][^@#\s]*)?$/

export const databaseUrl: Kind<string> = textKind({
  name: 'URL, *secret*',
  accepts:
    'an address such as postgres://user:password@host:5432/name, with special characters percent-encoded',
  read: (text) => (POSTGRES_URL.test(text) && URL.canParse(text) ? text : undefined),
  mask: maskedDatabaseUrl,
})
