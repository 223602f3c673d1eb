// What settings demand of each other, beyond what each demands of its own value.
import { type Origin, originInWords } from './origin.ts'
import type { SettingPath } from './settings.ts'

export interface Valuation {
  get(path: SettingPath): unknown
  origin(path: SettingPath): Origin
  isRejected(path: SettingPath): boolean
}

/** One sentence for each demand that is not met; settings whose values cannot be used are passed over. */
export function brokenRelations(values: Valuation): readonly string[] {
  const where = (path: SettingPath) => `${originInWords(values.origin(path))}: ${path}`
  const isSet = (path: SettingPath) => values.get(path) !== undefined || values.isRejected(path)
  const sentences: string[] = []

  for (const [one, other] of [
    ['tls.certificate', 'tls.key'],
    ['tls.key', 'tls.certificate'],
  ] as const) {
    if (isSet(one) && !isSet(other))
      sentences.push(`${where(one)} is set but ${other} is not; set both or neither.`)
  }
  if (values.get('tls.self') === true && (isSet('tls.certificate') || isSet('tls.key'))) {
    sentences.push(
      `${where('tls.self')} generates a certificate, but tls.certificate and tls.key name one; choose.`,
    )
  }

  const lifetimes = ['auth.tokenLifetime', 'auth.refreshTokenLifetime'] as const
  const [token = 0, refresh = 0] = lifetimes.map((path) => Number(values.get(path)))
  if (token > refresh && !lifetimes.some((path) => values.isRejected(path))) {
    const culprit =
      values.origin('auth.refreshTokenLifetime').from === 'default' ? lifetimes[0] : lifetimes[1]
    sentences.push(`${where(culprit)} makes tokens outlive the refresh tokens that renew them.`)
  }
  return sentences
}
