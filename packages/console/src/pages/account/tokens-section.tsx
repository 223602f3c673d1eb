// One's own access tokens: which there are, what they may do, when they end; making and revoking them.
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Code,
  Group,
  Stack,
  Table,
  Text,
  Title,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { Ago } from '../../ui/ago.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { List, Nothing, pageOf, pageSize, SortedColumn } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { type MadeToken, type OwnToken, ownTokensKey } from './own-account.ts'
import { SecretShown } from './secret-shown.tsx'
import { endsSoon, mayOf } from './token-words.ts'

const route = getRouteApi('/account')

export function TokensSection() {
  const { t } = useWords()
  const [search, onSearch] = useSearchSteps(route)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<MadeToken>()
  const [revoked, setRevoked] = useState<OwnToken>()
  const { q, page = 1, sort = 'expiration_time' } = search
  const list = useQuery({
    queryKey: [...ownTokensKey, search],
    queryFn: () =>
      api.listOwnAccessTokens({
        query: { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) },
      }),
    placeholderData: keepPreviousData,
  })
  const sorting = {
    search,
    onSearch,
  }
  return (
    <Stack gap="sm" component="section" aria-labelledby="tokens">
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2} size="h4" id="tokens">
            {t('account.tokens')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('account.tokens.words')}
          </Text>
        </div>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setMaking(true)}>
          {t('account.tokens.new')}
        </Button>
      </Group>
      <EndingSoon tokens={list.data?.body ?? []} />
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={680}
        sorts={{
          first: 'expiration_time',
          fields: [
            { field: 'name', label: t('account.tokens.name') },
            { field: 'expiration_time', label: t('account.tokens.ends') },
            { field: 'last_used_time', label: t('account.tokens.used'), descendingFirst: true },
          ],
        }}
        empty={<Nothing>{t('account.tokens.empty')}</Nothing>}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('account.tokens.name')} />
            <Table.Th>{t('account.tokens.may')}</Table.Th>
            <SortedColumn {...sorting} field="expiration_time" label={t('account.tokens.ends')} />
            <SortedColumn
              {...sorting}
              field="last_used_time"
              label={t('account.tokens.used')}
              descendingFirst
            />
            <Table.Th>
              <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={() => setRevoked(token)} />
          ))}
        </Table.Tbody>
      </List>
      {making && <NewTokenDialog onClose={() => setMaking(false)} onMade={setMade} />}
      {made && (
        <SecretShown
          title={t('account.tokens.made')}
          username={made.username}
          secret={made.token}
          name={t('account.shown.token')}
          expires={made.expiration_time}
          command={made.login_command}
          onClose={() => setMade(undefined)}
        />
      )}
      {revoked && <RevokeDialog token={revoked} onClose={() => setRevoked(undefined)} />}
    </Stack>
  )
}

/** Those of the shown page; it begins with what ends first. */
function EndingSoon({ tokens }: { readonly tokens: readonly OwnToken[] }) {
  const { many } = useWords()
  const soon = tokens.filter((token) => endsSoon(token))
  if (soon.length === 0) return null
  return (
    <Alert color="yellow" icon={<Icon name="alert" />} className="long-name">
      {many('account.tokens.endsSoon', soon.length, { names: soon.map(({ name }) => name).join(', ') })}
    </Alert>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: OwnToken; readonly onRevoke: () => void }) {
  const words = useWords()
  const { t } = words
  const { may, where, all } = mayOf(token, words)
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text span inherit className="long-name" fw={500}>
            {token.name}
          </Text>
          {token.kind === 'temporary' && (
            <Badge variant="light" color="gray">
              {t('account.tokens.temporary')}
            </Badge>
          )}
        </Group>
        <Code>{token.hint}</Code>
      </Table.Td>
      <Table.Td title={all}>
        {may}
        {where !== undefined && (
          <Text size="sm" c="dimmed" className="long-name">
            {where}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={token.expiration_time} />
        {endsSoon(token) && (
          <Group gap={4} wrap="nowrap" fz="sm">
            <Icon name="alert" size={14} />
            {t('account.tokens.soon')}
          </Group>
        )}
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={token.last_used_time} never={t('common.never')} />
      </Table.Td>
      <Table.Td ta="right">
        <Tooltip label={t('account.tokens.revoke')}>
          <ActionIcon
            variant="subtle"
            color="red"
            onClick={onRevoke}
            aria-label={t('account.tokens.revoke.this', { name: token.name })}
          >
            <Icon name="trash" />
          </ActionIcon>
        </Tooltip>
      </Table.Td>
    </Table.Tr>
  )
}

function RevokeDialog({ token, onClose }: { readonly token: OwnToken; readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('account.tokens.revoke.title')}
      action={t('account.tokens.revoke')}
      done={t('account.tokens.revoked')}
      onSubmit={async () => {
        await api.deleteOwnAccessToken({ params: { token_id: token.id } })
        await queries.invalidateQueries({ queryKey: ownTokensKey })
      }}
    >
      <Text className="long-name">
        <b>{token.name}</b> <Code>{token.hint}</Code>
      </Text>
      <Text>{t('account.tokens.revoke.words')}</Text>
    </DangerDialog>
  )
}
