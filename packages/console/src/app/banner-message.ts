// The administrators' notice as the setting holds it: the object that Harbor's own console keeps there, or plain words.
import { writtenDay } from './written-day.ts'

export const bannerTypes = ['info', 'warning', 'danger', 'success'] as const
export type BannerType = (typeof bannerTypes)[number]

export interface BannerMessage {
  readonly message: string
  readonly type: BannerType
  /** By those who have read it, for themselves. */
  readonly closable: boolean
  /** ISO 8601; it is shown from then on. */
  readonly fromDate?: string
  /** ISO 8601; it is shown until then. */
  readonly toDate?: string
}

const plain: BannerMessage = { message: '', type: 'info', closable: false }

export function parseBanner(text: string): BannerMessage {
  if (!text.trim().startsWith('{')) return { ...plain, message: text }
  try {
    const { message, type, closable, fromDate, toDate } = JSON.parse(text) as Record<string, unknown>
    return {
      message: typeof message === 'string' ? message : '',
      // As Harbor has it where nothing is said.
      type: bannerTypes.find((each) => each === type) ?? 'warning',
      closable: closable === true,
      ...(isTime(fromDate) && { fromDate }),
      ...(isTime(toDate) && { toDate }),
    }
  } catch {
    return { ...plain, message: text }
  }
}

/** Empty where there is nothing to keep. */
export function writtenBanner(banner: BannerMessage): string {
  const { message, type, closable, fromDate, toDate } = banner
  const isEmpty = message === '' && type === plain.type && !closable && !fromDate && !toDate
  return isEmpty ? '' : JSON.stringify(banner)
}

export function isShownAt({ message, fromDate, toDate }: BannerMessage, now: number): boolean {
  if (message.trim() === '') return false
  return (!fromDate || now >= Date.parse(fromDate)) && (!toDate || now <= Date.parse(toDate))
}

/** When that may change by itself, in milliseconds; undefined where it stays so. */
export function nextChange({ fromDate, toDate }: BannerMessage, now: number): number | undefined {
  const times = [fromDate, toDate].flatMap((each) => (each ? [Date.parse(each)] : []))
  return times.filter((each) => each >= now).sort((a, b) => a - b)[0]
}

/** The first and the last day that it is shown on, as date fields take them; '' for none. */
export function daysOf({ fromDate, toDate }: BannerMessage): { readonly from: string; readonly to: string } {
  return {
    from: fromDate ? writtenDay(new Date(fromDate)) : '',
    to: toDate ? writtenDay(new Date(toDate)) : '',
  }
}

/** @param day of a date field, where years may have six digits: the whole of it counts, where whoever sets it is */
export function fromDay(banner: BannerMessage, day: string): BannerMessage {
  const { fromDate: _, ...others } = banner
  const date = `${day}T00:00:00`
  return isTime(date) ? { ...others, fromDate: new Date(date).toISOString() } : others
}

export function toDay(banner: BannerMessage, day: string): BannerMessage {
  const { toDate: _, ...others } = banner
  const date = `${day}T23:59:59.999`
  return isTime(date) ? { ...others, toDate: new Date(date).toISOString() } : others
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
