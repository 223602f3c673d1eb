// What happened, as a sentence: who did what to which thing.
import { Badge, Group, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import type { api } from '../api.ts'
import { nameOfRole, useRolesOf } from '../roles/roles.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useWords, type WordKey } from '../words/words.tsx'

export type LogEntry = Awaited<ReturnType<typeof api.getLogExts>>['body'][number]

/** What is told in words of its own, by operation and type. */
const special: Readonly<Record<string, WordKey>> = {
  create_artifact: 'log.pushed',
  pull_artifact: 'log.pulled',
  update_artifact: 'log.labelled',
  create_tag: 'log.tagged',
  update_tag: 'log.tagMoved',
  delete_tag: 'log.untagged',
  update_repository: 'log.described',
  update_configuration: 'log.configured',
  create_member: 'log.memberCreated',
  update_member: 'log.memberUpdated',
  delete_member: 'log.memberDeleted',
  login_user: 'log.login',
  login_robot: 'log.login',
  logout_user: 'log.logout',
}

const verbs: Readonly<Record<string, WordKey>> = {
  create: 'log.created',
  update: 'log.updated',
  delete: 'log.deleted',
}

const types: Readonly<Record<string, WordKey>> = {
  artifact: 'log.type.artifact',
  tag: 'log.type.tag',
  repository: 'log.type.repository',
  project: 'log.type.project',
  member: 'log.type.member',
  robot: 'log.type.robot',
  label: 'log.type.label',
  trust_rule: 'log.type.trustRule',
  access_token: 'log.type.accessToken',
  user: 'log.type.user',
  user_group: 'log.type.userGroup',
  role: 'log.type.role',
  configuration: 'log.type.configuration',
  purge_audit: 'log.type.purgeAudit',
}

export function typeWords(type: string, t: (key: WordKey) => string): string {
  const key = types[type]
  return key === undefined ? type.replaceAll('_', ' ') : t(key)
}

export function LogSentence({ entry }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  const { operation, resource_type, username, operation_result } = entry
  const key = special[`${operation}_${resource_type}`] ?? verbs[operation] ?? 'log.other'
  const details = useDetails(entry)
  const parts = {
    who: <strong>{username === 'anonymous' ? t('log.anonymous') : username}</strong>,
    what: <Thing entry={entry} />,
    type: typeWords(resource_type, t),
    operation,
  }
  return (
    <Group gap="xs" title={entry.operation_description}>
      <Text inherit className="long-name">
        {filled(t(key), parts)}
        {details && (
          <Text span inherit c="dimmed">
            {' '}
            ({details})
          </Text>
        )}
      </Text>
      {!operation_result && (
        <Badge variant="default" leftSection={<Icon name="alert" size={12} />}>
          {t('log.failed')}
        </Badge>
      )}
    </Group>
  )
}

/** What it was done to, with a way there while it may be there. */
function Thing({ entry: { operation, resource_type, resource } }: { readonly entry: LogEntry }) {
  const name = shortened(resource)
  const place = operation === 'delete' ? undefined : placeOf(resource_type, resource)
  if (place === undefined) return <strong className="long-name">{name}</strong>
  return (
    <PlaceLink to={place} underline="always">
      {name}
    </PlaceLink>
  )
}

function placeOf(type: string, name: string): string | undefined {
  if (type === 'project') return `/projects/${name}`
  return ['artifact', 'tag', 'repository'].includes(type) ? `/repositories/${name}` : undefined
}

/** What the description adds in brackets; a role by its name. */
function useDetails({ operation_description, resource_type }: LogEntry): string | undefined {
  const details = /\(([^()]+)\)$/.exec(operation_description)?.[1]
  const role = resource_type === 'member' ? /\brole (\d+)\b/.exec(details ?? '')?.[1] : undefined
  const ids = role === undefined ? [] : [Number(role)]
  const name = nameOfRole(useRolesOf(ids), ids)
  return name === undefined ? details : details?.replace(`role ${role}`, name)
}

/** A digest among people's words is as long as they compare; the whole is in the title. */
function shortened(resource: string): string {
  return resource.replace(/(@[a-z0-9]+:[0-9a-f]{12})[0-9a-f]+$/, '$1')
}

/** Words with elements in the places of `{name}`. */
function filled(words: string, parts: Readonly<Record<string, ReactNode>>): ReactNode {
  return words.split(/\{(\w+)\}/).map((piece, index) => {
    const key = `${index} ${piece}`
    return <Fragment key={key}>{index % 2 === 1 ? (parts[piece] ?? piece) : piece}</Fragment>
  })
}
