// An entry of the audit log as a sentence.
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { api } from '../../api.ts'
import { PlaceLink } from '../../ui/place-link.tsx'
import type { WordKey } from '../../words/words.tsx'
import { useWords } from '../../words/words.tsx'

export type Entry = Awaited<ReturnType<typeof api.listAuditLogExts>>['body'][number]

/** Things with a sentence of their own, by `<operation>_<type>`; others are told by the operation and the type. */
const sentences: Readonly<Record<string, WordKey>> = {
  create_artifact: 'activity.say.pushed',
  pull_artifact: 'activity.say.pulled',
  delete_artifact: 'activity.say.deleted',
  update_artifact: 'activity.say.labelled',
  create_tag: 'activity.say.tagged',
  delete_tag: 'activity.say.untagged',
  create_member: 'activity.say.added',
  delete_member: 'activity.say.removed',
  login_user: 'activity.say.signedIn',
  login_robot: 'activity.say.signedIn',
  logout_user: 'activity.say.signedOut',
  update_configuration: 'activity.say.configured',
}

const verbs: Readonly<Record<string, WordKey>> = {
  create: 'activity.say.create',
  update: 'activity.say.update',
  delete: 'activity.say.delete',
}

const types: Readonly<Record<string, WordKey>> = {
  project: 'activity.type.project',
  repository: 'activity.type.repository',
  user: 'activity.type.user',
  member: 'activity.type.member',
  robot: 'activity.type.robot',
  label: 'activity.type.label',
  user_group: 'activity.type.group',
  role: 'activity.type.role',
  access_token: 'activity.type.token',
  trust_rule: 'activity.type.trustRule',
  purge_audit: 'activity.type.purge',
  configuration: 'activity.type.configuration',
}

export function EntrySentence({ entry }: { readonly entry: Entry }) {
  const { t } = useWords()
  const { operation, resource_type, resource, username } = entry
  const own = sentences[`${operation}_${resource_type}`]
  const verb = verbs[operation]
  const type = types[resource_type]
  const values = {
    type: type ? t(type) : resource_type.replaceAll('_', ' '),
    operation,
    who: mark.who,
    what: mark.what,
  }
  const text = t(own ?? verb ?? 'activity.say.other', values)
  const parts: Readonly<Record<string, ReactNode>> = {
    [mark.who]: (
      <Text key="who" span inherit fw={600}>
        {username}
      </Text>
    ),
    [mark.what]: <Thing key="what" type={resource_type} operation={operation} name={resource} />,
  }
  return (
    <Text span className="long-name">
      {text.split(/([\u{e000}\u{e001}])/u).map((part) => parts[part] ?? part)}
    </Text>
  )
}

/** Characters that no words have, where the parts of a sentence go. */
const mark = { who: '\u{e000}', what: '\u{e001}' } as const

interface ThingProps {
  readonly type: string
  readonly operation: string
  readonly name: string
}

function Thing({ type, operation, name }: ThingProps) {
  const isGone = operation === 'delete'
  const place =
    type === 'project'
      ? `/projects/${name}`
      : ['artifact', 'tag', 'repository'].includes(type)
        ? `/repositories/${name}`
        : undefined
  if (place === undefined || isGone) {
    return (
      <Text span inherit fw={600}>
        {short(name)}
      </Text>
    )
  }
  return (
    <PlaceLink to={place} underline="always">
      {short(name)}
    </PlaceLink>
  )
}

/** With as much of a digest as a person compares. */
function short(name: string): string {
  return name.replace(/(@\w+:[0-9a-f]{12})[0-9a-f]+$/, '$1…')
}
