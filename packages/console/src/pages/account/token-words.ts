// What a token may do and when it ends, in plain words.
import type { Words } from '../../words/words.tsx'
import type { OwnToken } from './own-account.ts'

/** Before a token's end, when one is told: as much as a person needs to make another one. */
const notice = 7 * 86_400_000

/** What was made for some hours is over when it is meant to be. */
export function endsSoon({ kind, expiration_time }: OwnToken, now = Date.now()): boolean {
  const left = Date.parse(expiration_time) - now
  return kind !== 'temporary' && left > 0 && left < notice
}

export interface May {
  readonly may: string
  /** Where, unless it is everywhere anyway. */
  readonly where: string | undefined
  /** Each permission, for those who look closer. */
  readonly all: string | undefined
}

export function mayOf({ permissions }: OwnToken, { t, many }: Pick<Words, 't' | 'many'>): May {
  if (!permissions) return { may: t('account.may.all'), where: undefined, all: undefined }
  const pairs = new Set(permissions.flatMap(({ access }) => access.map(pairOf)))
  const level = levelOf(pairs)
  const may = level ? t(`account.may.${level}`) : many('account.may.some', pairs.size)
  const where = whereOf(
    permissions.map(({ namespace }) => namespace),
    t,
  )
  return { may, where, all: [...pairs].join('\n') }
}

function pairOf({ resource, action }: { readonly resource: string; readonly action: string }): string {
  return `${resource} ${action}`
}

function levelOf(pairs: ReadonlySet<string>): 'read' | 'write' | 'delete' | undefined {
  if (!pairs.has('repository pull')) return undefined
  if (!pairs.has('repository push')) return 'read'
  return pairs.has('artifact delete') ? 'delete' : 'write'
}

function whereOf(namespaces: readonly string[], t: Words['t']): string {
  if (namespaces.includes('*')) return t('account.where.all')
  const projects = namespaces.filter((each) => each !== '/')
  return projects.length === 0
    ? t('account.where.system')
    : t('account.where.some', { projects: projects.join(', ') })
}
