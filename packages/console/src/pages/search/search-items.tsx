// What the search shows: each thing with its address, whatever it was found by.
import type { ReactNode } from 'react'
import type { api } from '../../api.ts'
import { writtenReference } from '../../app/reference.ts'
import { stringifySearch } from '../../app/search-text.ts'
import type { RobotPlace } from '../../robots/robot.ts'
import { shortDigest } from '../../ui/format.ts'
import type { IconName } from '../../ui/icon.tsx'
import type { Words } from '../../words/words.tsx'
import { Marked, marksOf } from './marked.tsx'
import { plainMatch } from './plain-match.ts'

export type Hit = Awaited<ReturnType<typeof api.searchArtifacts>>['body'][number]

export interface SearchItem {
  readonly key: string
  readonly icon: IconName
  readonly title: ReactNode
  /** Why it was found, where the title does not say so. */
  readonly detail?: ReactNode
  /** An address of the console. */
  readonly href: string
}

export function repositoryHref(repository: string, reference?: string): string {
  return `/repositories/${writtenReference(repository, reference)}`
}

export function repositoryItem(name: string, text: string): SearchItem {
  const title = <Marked text={name} marks={marksOf(name, text)} />
  return { key: `repository ${name}`, icon: 'box', title, href: repositoryHref(name) }
}

export function projectItem(name: string, text: string): SearchItem {
  const title = <Marked text={name} marks={marksOf(name, text)} />
  return { key: `project ${name}`, icon: 'folder', title, href: `/projects/${name}` }
}

export function personItem(id: number, username: string, text: string): SearchItem {
  const title = <Marked text={username} marks={marksOf(username, text)} />
  return { key: `person ${id}`, icon: 'user', title, href: `/administration/users/${id}` }
}

/** Where it is listed: the list's filter leads to it. */
export function robotItem(name: string, place: RobotPlace, text: string): SearchItem {
  const list = place.level === 'system' ? '/administration/robots' : `/projects/${place.project}/robots`
  const title = <Marked text={name} marks={marksOf(name, text)} />
  return { key: `robot ${name}`, icon: 'robot', title, href: `${list}${stringifySearch({ q: name })}` }
}

/** A repository, or an artifact by its tag that matched, its newest tag, or its digest. */
export function hitItem(hit: Hit, t: Words['t']): SearchItem {
  const { kind, repository_name, digest = '', tags = [], matches } = hit
  const matched = matches.find(({ field }) => field === 'tags')?.text
  const tag = tags.find((each) => each === matched) ?? tags[0]
  const shown = tag ?? shortDigest(digest)
  const name = kind === 'repository' ? repository_name : writtenReference(repository_name, shown)
  return {
    key: `${kind} ${repository_name} ${digest}`,
    icon: kind === 'repository' ? 'box' : 'tag',
    title: <Marked text={name} marks={marksInName(name, hit)} />,
    detail: <Details hit={hit} shown={name} t={t} />,
    href:
      kind === 'repository'
        ? repositoryHref(repository_name)
        : repositoryHref(repository_name, tag ?? digest),
  }
}

/** Those of the repository's name, and of the tag behind it. */
function marksInName(name: string, { repository_name, matches }: Hit) {
  return matches
    .flatMap(({ field, text, marks }) => {
      const at = field === 'name' ? 0 : repository_name.length + 1
      const isShown = (field === 'name' || field === 'tags') && name.slice(at, at + text.length) === text
      return isShown ? marks.map(({ start, length }) => ({ start: at + start, length })) : []
    })
    .sort((a, b) => a.start - b.start)
}

function Details({ hit, shown, t }: { readonly hit: Hit; readonly shown: string; readonly t: Words['t'] }) {
  const others = hit.matches.filter(({ field, text }) => field !== 'name' && !shown.endsWith(`:${text}`))
  return others.slice(0, 2).map((match) => (
    <span key={`${match.field} ${match.text}`} className="found-detail">
      {t('search.because', { field: t(`search.field.${match.field}`) })}
      <Marked {...(match.field === 'description' ? plainMatch(match) : match)} />
    </span>
  ))
}
