// An account's access tokens, which an administrator can revoke.
import { Button, Code, Stack, Table, Text, Title } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { List, Nothing, pageOf, pageSize } from '../../ui/list.tsx'
import { ActionsColumn } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords, type Words } from '../../words/words.tsx'

type Token = Awaited<ReturnType<typeof api.listAccessTokens>>['body'][number]

export function UserTokens({ user }: { readonly user: number }) {
  const { t } = useWords()
  const [page, setPage] = useState(1)
  const revoking = useTarget<Token>()
  const list = useQuery({
    queryKey: ['user', user, 'tokens', page],
    queryFn: () =>
      api.listAccessTokens({
        params: { user_id: user },
        query: { page, page_size: pageSize, sort: '-creation_time' },
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('administration.tokens')}
      </Title>
      <List
        unfiltered
        search={page > 1 ? { page } : {}}
        onSearch={(next) => setPage(next.page ?? 1)}
        {...pageOf(list)}
        empty={<Nothing>{t('administration.tokens.none')}</Nothing>}
        minWidth={640}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('common.name')}</Table.Th>
            <Table.Th>{t('administration.tokens.may')}</Table.Th>
            <Table.Th>{t('administration.tokens.expires')}</Table.Th>
            <Table.Th>{t('administration.tokens.used')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={() => revoking.open(token)} />
          ))}
        </Table.Tbody>
      </List>
      {revoking.of && <RevokeDialog user={user} token={revoking.of} onClose={revoking.close} />}
    </Stack>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: Token; readonly onRevoke: () => void }) {
  const { t, many } = useWords()
  const { name, hint, kind, permissions, expiration_time, last_used_time } = token
  const temporary = kind === 'temporary' ? ` · ${t('administration.tokens.temporary')}` : ''
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Text fw={500}>{name || t('administration.tokens.unnamed')}</Text>
        <Text size="sm" c="dimmed">
          <Code>{hint}</Code>
          {temporary}
        </Text>
      </Table.Td>
      <Table.Td className="long-name">
        {permissions
          ? permissions
              .map(({ namespace, access }) =>
                many('administration.tokens.count', access.length, { where: placeWords(namespace, t) }),
              )
              .join(', ')
          : t('administration.tokens.everything')}
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={expiration_time} />
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={last_used_time} never={t('common.never')} />
      </Table.Td>
      <Table.Td className="number">
        <Button
          size="xs"
          variant="default"
          aria-label={t('administration.tokens.revokeOf', { name: name || hint })}
          onClick={onRevoke}
        >
          {t('administration.tokens.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function placeWords(namespace: string, t: Words['t']): string {
  if (namespace === '*') return t('administration.tokens.everyProject')
  return namespace === '/' ? t('administration.tokens.outside') : namespace
}

interface RevokeDialogProps {
  readonly user: number
  readonly token: Token
  readonly onClose: () => void
}

function RevokeDialog({ user, token: { id, name, hint }, onClose }: RevokeDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const submit = async () => {
    await api.deleteAccessToken({ params: { user_id: user, token_id: id } })
    await queries.invalidateQueries({ queryKey: ['user', user, 'tokens'] })
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('administration.tokens.revokeOf', { name: name || hint })}
      action={t('administration.tokens.revoke')}
      onSubmit={submit}
      done={t('administration.tokens.revoked')}
    >
      <Text>{t('administration.tokens.revoke.words')}</Text>
    </DangerDialog>
  )
}
