// What the banner's setting says.
import { expect, test } from 'bun:test'
import {
  daysOf,
  fromDay,
  isShownAt,
  nextChange,
  parseBanner,
  toDay,
  writtenBanner,
} from './banner-message.ts'

const from = '2026-03-01T00:00:00.000Z'
const to = '2026-03-08T00:00:00.000Z'
const before = Date.parse(from) - 1
const within = Date.parse(from) + 1
const after = Date.parse(to) + 1

test('plain words are a note', () => {
  expect(parseBanner('We move.')).toEqual({ message: 'We move.', type: 'info', closable: false })
  expect(parseBanner('{not JSON')).toMatchObject({ message: '{not JSON', type: 'info' })
})

test('an object is read as Harbor’s console writes it, and what is wrong in it is left out', () => {
  const written = { message: 'Upgrade', type: 'danger', closable: true, fromDate: from, toDate: to } as const
  expect(parseBanner(JSON.stringify(written))).toEqual(written)
  const wrong = { message: 'Upgrade', type: 'loud', closable: 'yes', fromDate: 'soon', toDate: null }
  expect(parseBanner(JSON.stringify(wrong))).toEqual({ message: 'Upgrade', type: 'warning', closable: false })
})

test('what says nothing is not kept', () => {
  expect(writtenBanner(parseBanner(''))).toBe('')
  const loud = { ...parseBanner('x'), type: 'danger' } as const
  expect(parseBanner(writtenBanner(loud))).toEqual(loud)
})

test('is shown within its dates', () => {
  const banner = { ...parseBanner('Upgrade'), fromDate: from, toDate: to }
  expect([before, within, after].map((now) => isShownAt(banner, now))).toEqual([false, true, false])
  expect([before, within, after].map((now) => nextChange(banner, now))).toEqual([
    ...[Date.parse(from), Date.parse(to), undefined],
  ])
  expect(isShownAt({ ...banner, message: ' ' }, within)).toBe(false)
  expect(isShownAt(parseBanner('Upgrade'), within)).toBe(true)
})

test('days are whole', () => {
  const banner = toDay(fromDay(parseBanner('Upgrade'), '2026-03-01'), '2026-03-01')
  expect(daysOf(banner)).toEqual({ from: '2026-03-01', to: '2026-03-01' })
  expect(Date.parse(banner.toDate ?? '') - Date.parse(banner.fromDate ?? '')).toBe(86_400_000 - 1)
  expect(toDay(fromDay(banner, ''), '')).toEqual(parseBanner('Upgrade'))
  expect(fromDay(parseBanner('Upgrade'), '20261-01-01')).toEqual(parseBanner('Upgrade'))
})
