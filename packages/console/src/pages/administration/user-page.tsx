// One account: who it is, how it signs in, what it has, and its tokens.
import { Badge, Button, Card, Group, Menu, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCurrentUser } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FailureNotice, failureOf } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { RowMenu } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords } from '../../words/words.tsx'
import { AnchorLink } from './anchor-link.tsx'
import { roleWords } from './role.ts'
import { isAdministrator, type User } from './user.ts'
import { type UserAction, UserDialogs } from './user-dialogs.tsx'
import { accountOf, holdingsOf } from './user-queries.ts'
import { UserTokens } from './user-tokens.tsx'

const route = getRouteApi('/administration/users/$user')

export function UserPage() {
  const { t } = useWords()
  const navigate = useNavigate()
  const id = Number(route.useParams().user)
  const account = useQuery(accountOf(id))
  const holdings = useQuery(holdingsOf(id))
  const acting = useTarget<UserAction>()
  const crumbs = [{ label: t('administration.users'), link: { to: '/administration/users' } }] as const
  const failure = failureOf(account, holdings)
  if (failure || !account.data || !holdings.data) {
    return (
      <Page title={t('administration.user')} crumbs={crumbs}>
        {failure ? <FailureNotice {...failure} /> : <Skeletons />}
      </Page>
    )
  }
  const user = account.data
  return (
    <Page
      title={user.username}
      crumbs={crumbs}
      mark={
        isAdministrator(user) && (
          <Badge variant="default" className="firm">
            {t('administration.administrator')}
          </Badge>
        )
      }
      actions={<Actions user={user} ways={holdings.data.sign_in} onAction={acting.open} />}
    >
      <Card withBorder>
        <UserFacts user={user} holdings={holdings.data} />
      </Card>
      <Memberships holdings={holdings.data} />
      <UserTokens user={id} />
      {acting.of && (
        <UserDialogs
          {...acting.of}
          onClose={acting.close}
          onDeleted={() => navigate({ to: '/administration/users', replace: true })}
        />
      )}
    </Page>
  )
}

type Holdings = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof holdingsOf>['queryFn']>>>>
type Way = Holdings['sign_in'][number]

interface ActionsProps {
  readonly user: User
  readonly ways: readonly Way[]
  readonly onAction: (action: UserAction) => void
}

function Actions({ user, ways, onAction }: ActionsProps) {
  const { t } = useWords()
  const self = useCurrentUser()?.user_id === user.user_id
  const byWeb = ways.some((way) => way === 'oidc' || way === 'oauth2')
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="pencil" size={16} />}
        onClick={() => onAction({ kind: 'profile', user })}
      >
        {t('administration.users.edit')}
      </Button>
      {!self && (
        <RowMenu of={user.username}>
          {ways.includes('password') && (
            <Menu.Item onClick={() => onAction({ kind: 'password', user })}>
              {t('administration.users.password')}
            </Menu.Item>
          )}
          {byWeb && (
            <Menu.Item onClick={() => onAction({ kind: 'secret', user })}>
              {t('administration.users.secret')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => onAction({ kind: 'administrator', user })}>
            {t(user.sysadmin_flag ? 'administration.users.unmake' : 'administration.users.make')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => onAction({ kind: 'delete', user })}>
            {t('common.delete')}
          </Menu.Item>
        </RowMenu>
      )}
    </>
  )
}

function UserFacts({ user, holdings }: { readonly user: User; readonly holdings: Holdings }) {
  const { t } = useWords()
  const { sign_in, groups, sessions } = holdings
  const ways = sign_in.map((way) => t(`administration.way.${way}`))
  return (
    <Stack>
      <Facts
        facts={[
          [t('administration.email'), user.email],
          [t('administration.realname'), user.realname || undefined],
          [t('administration.comment'), user.comment || undefined],
          [t('administration.users.ways'), ways.join(', ') || t('administration.way.none')],
          [t('administration.users.subject'), user.oidc_user_meta?.subiss],
          [
            t('administration.rank'),
            user.sysadmin_flag
              ? t('administration.administrator')
              : user.admin_role_in_auth
                ? t('administration.users.byProvider')
                : t('administration.user'),
          ],
          [t('administration.groups'), groups.join(', ') || t('common.none')],
          [t('administration.users.sessions'), String(sessions)],
          [t('common.created'), <Ago key="created" time={user.creation_time} />],
        ]}
      />
      <Group>
        <AnchorLink to="/administration/audit" search={{ user: user.username }}>
          {t('administration.users.did')}
        </AnchorLink>
        <AnchorLink to="/administration/why" search={{ who: 'user', name: user.username }}>
          {t('administration.users.may')}
        </AnchorLink>
      </Group>
    </Stack>
  )
}

function Memberships({ holdings: { memberships, membership_count } }: { readonly holdings: Holdings }) {
  const { t, many } = useWords()
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('administration.users.memberships')}
      </Title>
      {memberships.length === 0 ? (
        <Nothing>{t('administration.users.noMemberships')}</Nothing>
      ) : (
        <Card withBorder padding={0}>
          <Table verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('projects.name')}</Table.Th>
                <Table.Th>{t('administration.role')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {memberships.map(({ project_id, project_name, role_name, owner }) => (
                <Table.Tr key={project_id}>
                  <Table.Td>
                    <AnchorLink
                      to="/projects/$project"
                      params={{ project: project_name }}
                      className="long-name"
                    >
                      {project_name}
                    </AnchorLink>
                  </Table.Td>
                  <Table.Td>
                    {roleWords(role_name, t)}
                    {owner && ` · ${t('administration.users.madeIt')}`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
      {membership_count > memberships.length && (
        <Text size="sm" c="dimmed">
          {many('list.total', membership_count)}
        </Text>
      )}
    </Stack>
  )
}
