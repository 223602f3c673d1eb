// The answer: yes or no, and the rule that decided, in a sentence.
import { Alert, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, ClientError } from '../../api.ts'
import { Facts } from '../../ui/facts.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { roleWords } from './role.ts'
import { askerOf, type WhySearch } from './why-search.ts'

type Decision = Awaited<ReturnType<typeof api.explainPermission>>['body']

const rules: Readonly<Record<string, WordKey>> = {
  administrator: 'administration.why.rule.administrator',
  role: 'administration.why.rule.role',
  robot: 'administration.why.rule.robot',
  'public-project': 'administration.why.rule.public',
  everyone: 'administration.why.rule.everyone',
  'creation-policy': 'administration.why.rule.creation',
  'no-project': 'administration.why.rule.noProject',
  nothing: 'administration.why.rule.nothing',
  credential: 'administration.why.rule.credential',
  'robot-gone': 'administration.why.rule.robotGone',
  'account-gone': 'administration.why.rule.accountGone',
}

export function WhyAnswer({ search }: { readonly search: WhySearch }) {
  const { name = '', project, permission = '' } = search
  const answer = useQuery({
    queryKey: ['why', search],
    queryFn: async () => {
      const query = { permission, ...(project !== undefined && { project }), ...askedOf(search) }
      return (await api.explainPermission({ query })).body
    },
    staleTime: 0,
  })
  // The server's own words say best what a question lacks: there is no such user, or no such permission.
  if (answer.error instanceof ClientError && [400, 404, 422].includes(answer.error.status)) {
    return (
      <Alert color="red" role="alert" className="long-name">
        {answer.error.message}
      </Alert>
    )
  }
  if (answer.error) return <FailureNotice error={answer.error} again={() => answer.refetch()} />
  if (!answer.data) return <Skeletons rows={2} />
  return <Answer decision={answer.data} name={name} project={project} search={search} />
}

interface AnswerProps {
  readonly decision: Decision
  readonly name: string
  readonly project: string | undefined
  readonly search: WhySearch
}

function Answer({ decision, name, project, search }: AnswerProps) {
  const { t } = useWords()
  const { allowed, rule, words, role, group, permission, roles, granted_by } = decision
  const key = rules[rule]
  const who = useSubject(search, name)
  const place = usePlace(project)
  const sentence = key ? t(key, { who, permission, role: role ? roleWords(role.name, t) : '', place }) : words
  return (
    <Card withBorder padding="lg" role="status">
      <Stack gap="sm">
        <Group gap="xs">
          <Icon name={allowed ? 'check' : 'lock'} />
          <Title order={2} size="h4">
            {t(allowed ? 'administration.why.yes' : 'administration.why.no')}
          </Title>
        </Group>
        <Text className="long-name">{sentence}</Text>
        <Facts
          facts={[
            [t('administration.why.permission'), permission],
            [t('administration.role'), role && roleWords(role.name, t)],
            [t('administration.why.through'), group?.name],
            [t('administration.why.roles'), roles && <HeldRoles roles={roles} />],
            [t('administration.why.grantedBy'), granted_by && <GrantingRoles roles={granted_by} />],
          ]}
        />
      </Stack>
    </Card>
  )
}

function HeldRoles({ roles }: { readonly roles: NonNullable<Decision['roles']> }) {
  const { t } = useWords()
  if (roles.length === 0) return t('common.none')
  return roles.map(({ name, group }) => (
    <div key={group?.id ?? 'member'}>
      {group
        ? t('administration.why.roles.group', { role: roleWords(name, t), group: group.name })
        : t('administration.why.roles.direct', { role: roleWords(name, t) })}
    </div>
  ))
}

function GrantingRoles({ roles }: { readonly roles: NonNullable<Decision['granted_by']> }) {
  const { t, language } = useWords()
  const list = new Intl.ListFormat(language, { type: 'disjunction' })
  return list.format(roles.map(({ name }) => roleWords(name, t)))
}

function useSubject(search: WhySearch, name: string): string {
  const { t } = useWords()
  const who = askerOf(search)
  if (who === 'anonymous') return t('administration.why.somebody')
  return who === 'token' ? t('administration.why.holder', { name }) : name
}

function usePlace(project: string | undefined): string {
  const { t } = useWords()
  return project === undefined
    ? t('administration.why.outside')
    : t('administration.why.inProject', { project })
}

function askedOf({ name = '', ...search }: WhySearch) {
  switch (askerOf(search)) {
    case 'user':
      return { username: name }
    case 'robot':
      return { robot_name: name }
    case 'token':
      return { token_id: Number(name) }
    case 'anonymous':
      return {}
  }
}
