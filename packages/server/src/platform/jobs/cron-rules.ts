// Cron lines of six fields, as Harbor's clients write them: seconds, minutes, hours, day of the month, month, weekday.
import { Failure } from '../errors.ts'

/** The values that each field allows, of a line that was read. All times are UTC. */
export interface Cron {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
  /** Whether each of the two says anything: where both do, one of them is enough. */
  readonly byDay: boolean
  readonly byWeekday: boolean
}

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const minutes: Field = { name: 'minutes', min: 0, max: 59 }
const hours: Field = { name: 'hours', min: 0, max: 23 }
const days: Field = { name: 'day of the month', min: 1, max: 31 }
const months: Field = { name: 'month', min: 1, max: 12, names: monthNames }
const weekdays: Field = { name: 'day of the week', min: 0, max: 7, names: weekdayNames }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** The 29th of February on a given weekday comes every 28 years, but for turns of centuries: 40. */
const longestWait = 41 * 366

/** @throws Failure BAD_REQUEST saying which field is wrong */
export function parseCron(line: string): Cron {
  const parts = line.trim().split(/\s+/)
  if (parts.length !== 6)
    throw invalid(line, 'it needs six fields: seconds, minutes, hours, day, month, weekday')
  const [second, ...others] = parts as [string, string, string, string, string, string]
  if (!/^0+$/.test(second)) throw invalid(line, 'its first field, the seconds, must be 0')
  const [inMinutes, inHours, inDays, inMonths, inWeekdays] = others
  const read = (text: string, field: Field) => valuesOf(text, field, line)
  return {
    minutes: read(inMinutes, minutes),
    hours: read(inHours, hours),
    days: read(inDays, days),
    months: read(inMonths, months),
    weekdays: new Set([...read(inWeekdays, weekdays)].map((each) => each % 7)),
    byDay: !isOpen(inDays),
    byWeekday: !isOpen(inWeekdays),
  }
}

/** The first moment after `after` that a line allows. @returns undefined when there is none, as on 30 February */
export function nextTime(cron: Cron, after: number): number | undefined {
  const first = Math.floor(after / minute) * minute + minute
  let date = Math.floor(first / day) * day
  for (let tried = 0; tried < longestWait; tried += 1, date += day) {
    if (!isDay(cron, date)) continue
    for (const each of [...cron.hours].sort(byNumber)) {
      for (const inHour of [...cron.minutes].sort(byNumber)) {
        const at = date + each * hour + inHour * minute
        if (at >= first) return at
      }
    }
  }
  return undefined
}

function isDay(cron: Cron, date: number): boolean {
  const at = new Date(date)
  if (!cron.months.has(at.getUTCMonth() + 1)) return false
  const [inMonth, inWeek] = [cron.days.has(at.getUTCDate()), cron.weekdays.has(at.getUTCDay())]
  return cron.byDay && cron.byWeekday ? inMonth || inWeek : inMonth && inWeek
}

function valuesOf(text: string, field: Field, line: string): Set<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? []
    const ends = endsOf(range, field, step !== undefined)
    const by = step === undefined ? 1 : Number(step)
    if (!ends || by === 0)
      throw invalid(line, `its ${field.name} cannot be ${JSON.stringify(text.slice(0, 50))}`)
    for (let value = ends[0]; value <= ends[1]; value += by) values.add(value)
  }
  return values
}

/** @param isStepped `5/10` begins at 5 and has no other end than the field's */
function endsOf(range: string, field: Field, isStepped: boolean): [number, number] | undefined {
  const { min, max } = field
  if (isOpen(range)) return [min, max]
  const [from, to, ...more] = range.split('-').map((text) => numberIn(text, field))
  if (from === undefined || more.length > 0) return undefined
  if (!range.includes('-')) return [from, isStepped ? max : from]
  return to === undefined || to < from ? undefined : [from, to]
}

function numberIn(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase())
  if (named >= 0) return named + min
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}

function isOpen(text: string): boolean {
  return text === '*' || text === '?'
}

function byNumber(a: number, b: number): number {
  return a - b
}

function invalid(line: string, why: string): Failure {
  return new Failure('BAD_REQUEST', {
    message: `invalid cron string ${JSON.stringify(line.slice(0, 100))}: ${why}`,
  })
}
