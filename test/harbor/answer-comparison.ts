// Compares an answer of ours with Harbor's to the same question: each difference is one line of words.
import type { Heard } from '../support/caller.ts'
import type { HarborAnswer } from './questions.ts'

/** Headers that clients read. */
const headers = [
  'content-type',
  'docker-content-digest',
  'docker-distribution-api-version',
  'etag',
  'link',
  'location',
  'oci-filters-applied',
  'oci-subject',
  'www-authenticate',
  'x-total-count',
]
const number = '«number»'
/** What depends on the bytes that were pushed. */
const typeOnly = new Set(['size'])

/** @param theirs with names and digests put in for the listing's placeholders */
export function answerDifferences(ours: Heard, theirs: HarborAnswer): string[] {
  if (ours.status !== theirs.status)
    return [`${ours.status} ${ours.error?.message ?? ''}, not ${theirs.status}`]
  const told = headers.flatMap((name) => {
    const [mine, wanted] = [ours.headers.get(name) ?? undefined, theirs.headers.get(name)]
    if (name === 'content-type') return mediaType(mine) === mediaType(wanted) ? [] : [`${name} ${mine}`]
    return fits(mine, wanted) ? [] : [`${name} ${mine}, not ${wanted}`]
  })
  return [...told, ...bodyDifferences(ours.text.trim(), theirs.text)]
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim()
}

/** `#` stands for any number. */
function fits(mine: string | undefined, wanted: string | undefined): boolean {
  if (mine === undefined || wanted === undefined) return mine === wanted
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('#', '\\d+')
  return new RegExp(`^${pattern.replace('UUID\\?STATE', '.+')}$`).test(mine)
}

function bodyDifferences(mine: string, wanted: string): string[] {
  if (mine === '' || wanted === '') return mine === wanted ? [] : [`the body ${mine || 'is empty'}`]
  const parsed = parseListed(wanted)
  if (!parsed) return mine === wanted ? [] : [`the body ${mine}, not ${wanted}`]
  return unlike(JSON.parse(mine), parsed.value, '', parsed.cut)
}

/** The listing masks numbers as `#`, and cuts what is long. */
function parseListed(text: string): { value: unknown; cut: boolean } | undefined {
  if (!/^[{[]/.test(text)) return undefined
  const masked = text.replace(/(?<=: )#(?=[,}\]])/g, `"${number}"`)
  try {
    return { value: JSON.parse(masked) as unknown, cut: false }
  } catch {
    return { value: JSON.parse(`${masked.slice(0, masked.lastIndexOf('}, ') + 1)}}`) as unknown, cut: true }
  }
}

function unlike(mine: unknown, wanted: unknown, at: string, cut: boolean): string[] {
  const place = at || 'the body'
  if (wanted === number) return typeof mine === 'number' ? [] : [`${place} is ${short(mine)}, not a number`]
  if (wanted === '...') return typeof mine === 'string' ? [] : [`${place} is ${short(mine)}, not a text`]
  if (wanted === 'TIME') return isTime(mine) ? [] : [`${place} is ${short(mine)}, not a time`]
  if (Array.isArray(wanted) && Array.isArray(mine)) return unlikeLists(mine, wanted, at)
  if (isObject(wanted) && isObject(mine)) return unlikeObjects(mine, wanted, at, cut)
  if (typeOnly.has(at.split('.').at(-1) as string) && typeof mine === typeof wanted) return []
  return mine === wanted ? [] : [`${place} is ${short(mine)}, not ${short(wanted)}`]
}

function unlikeLists(mine: readonly unknown[], wanted: readonly unknown[], at: string): string[] {
  const all = /^\.\.\. (\d+) in all$/.exec(String(wanted.at(-1)))
  if (all) {
    const lacking = wanted.slice(0, -1).filter((each) => !mine.some((one) => Bun.deepEquals(one, each)))
    return [
      ...(mine.length === Number(all[1]) ? [] : [`${at} has ${mine.length} entries, not ${all[1]}`]),
      ...lacking.map((each) => `${at} lacks ${short(each)}`),
    ]
  }
  if (mine.length !== wanted.length) return [`${at || 'the body'} has ${mine.length} entries: ${short(mine)}`]
  return mine.flatMap((each, index) => unlike(each, wanted[index], `${at}.${index}`, false))
}

function unlikeObjects(mine: JsonObject, wanted: JsonObject, at: string, cut: boolean): string[] {
  const below = (name: string) => (at === '' ? name : `${at}.${name}`)
  const more = cut ? [] : Object.keys(mine).filter((name) => !Object.hasOwn(wanted, name))
  return [
    ...more.map((name) => `${below(name)} is there: ${short(mine[name])}`),
    ...Object.entries(wanted).flatMap(([name, value]) =>
      Object.hasOwn(mine, name)
        ? unlike(mine[name], value, below(name), false)
        : [`${below(name)} is lacking`],
    ),
  ]
}

type JsonObject = Record<string, unknown>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
}

function short(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, 200)
}
