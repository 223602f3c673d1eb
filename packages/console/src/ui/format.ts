// Sizes, times and digests in words, in the language that is shown.
import type { Language } from '../words/words.tsx'

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** @param bytes at least 0 @returns `1.5 MiB` */
export function size(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const value = bytes / 1024 ** step
  return `${step === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[step]}`
}

/** `sha256:0123456789ab`: as much as a person compares. */
export function shortDigest(digest: string): string {
  const [algorithm, hex = ''] = digest.split(':')
  return `${algorithm}:${hex.slice(0, 12)}`
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** What is nearly an hour or a minute is said as one, and not as 60 of the smaller. */
function slack(length: number): number {
  return length === 3_600 ? 30 : length === 60 ? 0.5 : 0
}

/** @param time ISO 8601 @returns `3 hours ago`; undefined for a time that stands for never */
export function ago(time: string, language: Language, now = Date.now()): string | undefined {
  const at = Date.parse(time)
  if (!(at > 0)) return undefined // Harbor's contract has the year 1 for never
  const seconds = (at - now) / 1000
  const [unit, length] =
    steps.find(([, each]) => Math.abs(seconds) >= each - slack(each)) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / length), unit)
}

/** The exact time, for those who look closer. */
export function exactly(time: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(time),
  )
}

export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value)
}

/** A day, in words. */
export function exactDay(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(date)
}
