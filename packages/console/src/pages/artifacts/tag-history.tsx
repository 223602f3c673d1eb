// Who moved a tag from what to what, and putting it back.
import { Button, Card, Group, NativeSelect, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { useCurrentUser, useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { CardRows } from '../../ui/card-rows.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { shortDigest } from '../../ui/format.ts'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactTabProps } from './artifact-props.ts'
import { historyPageSize, type TagMove, tagHistoryQuery } from './artifact-queries.ts'
import { RestoreDialog } from './restore-dialog.tsx'
import { useArtifactSearch } from './use-artifact-search.ts'

/** Of the tag that the page is of; of one of its tags where the page is of a digest. */
export function HistoryTab({ repository, reference, artifact }: ArtifactTabProps) {
  const { t } = useWords()
  const { search, go } = useArtifactSearch()
  const isDigest = reference.includes(':')
  const tags = (artifact.tags ?? []).map(({ name }) => name)
  const tag = isDigest ? (tags.find((name) => name === search.of) ?? tags[0]) : reference
  if (tag === undefined) return <Nothing>{t('artifacts.history.noTag')}</Nothing>
  return (
    <Stack gap="sm">
      {isDigest && tags.length > 1 && (
        <NativeSelect
          label={t('artifacts.history.of')}
          data={tags}
          value={tag}
          maw={280}
          onChange={({ currentTarget }) => go({ of: currentTarget.value, page: undefined })}
        />
      )}
      <TagHistory repository={repository} tag={tag} current={artifact.digest} />
    </Stack>
  )
}

interface TagHistoryProps {
  readonly repository: string
  readonly tag: string
  /** What it names now; undefined when it is gone. */
  readonly current: string | undefined
}

export function TagHistory({ repository, tag, current }: TagHistoryProps) {
  const { many } = useWords()
  const { search, go } = useArtifactSearch()
  const page = search.page ?? 1
  const mayMove = useMayMove(repository)
  const [restored, restore] = useState<string>()
  const history = useQuery({ ...tagHistoryQuery(repository, tag, page), placeholderData: keepPreviousData })
  if (history.error) return <FailureNotice error={history.error} again={() => history.refetch()} />
  if (history.isPending) return <Skeletons />
  return (
    <Stack gap="sm">
      <Moves
        repository={repository}
        moves={history.data.body}
        current={current}
        onRestore={mayMove ? restore : undefined}
      />
      <Pages
        words={many('list.total', history.data.total ?? 0)}
        pages={Math.ceil((history.data.total ?? 0) / historyPageSize)}
        page={page}
        onPage={(next) => go({ page: next > 1 ? next : undefined })}
      />
      {restored !== undefined && (
        <RestoreDialog
          repository={repository}
          tag={tag}
          from={current}
          to={restored}
          onClose={() => restore(undefined)}
        />
      )}
    </Stack>
  )
}

/** As a push does: who may push, may move a tag. */
function useMayMove(repository: string): boolean {
  const user = useCurrentUser()
  const { data } = useQuery({
    queryKey: ['repository', repository],
    queryFn: async () => (await api.getRepository({ params: repositoryParams(repository) })).body,
    enabled: user !== undefined,
  })
  return useMay(data?.project_id)('repository', 'push')
}

interface MovesProps {
  readonly repository: string
  readonly moves: readonly TagMove[]
  readonly current: string | undefined
  readonly onRestore: ((digest: string) => void) | undefined
}

function Moves({ repository, moves, current, onRestore }: MovesProps) {
  const { t } = useWords()
  const named = moves.some(({ user }) => user !== undefined)
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer minWidth={620} type="native" tabIndex={0}>
        <CardRows>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('artifacts.history.when')}</Table.Th>
              {named && <Table.Th>{t('artifacts.history.who')}</Table.Th>}
              <Table.Th w="55%">{t('artifacts.history.what')}</Table.Th>
              {onRestore && (
                <Table.Th>
                  <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {moves.map((move) => (
              <Table.Tr key={move.id}>
                <Table.Td className="nowrap">
                  <Ago time={move.time} />
                </Table.Td>
                {named && <Table.Td className="long-name">{move.user}</Table.Td>}
                <Table.Td>
                  <What repository={repository} move={move} current={current} />
                </Table.Td>
                {onRestore && (
                  <Table.Td className="number">
                    <Restore move={move} current={current} onRestore={onRestore} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </CardRows>
      </Table.ScrollContainer>
    </Card>
  )
}

function What({
  repository,
  move,
  current,
}: Omit<MovesProps, 'moves' | 'onRestore'> & { readonly move: TagMove }) {
  const { t } = useWords()
  const { old_digest, new_digest, exists } = move
  const digest = new_digest ?? old_digest ?? ''
  const verb = new_digest === undefined ? 'removed' : old_digest === undefined ? 'created' : 'moved'
  return (
    <Stack gap={2}>
      <Group gap={6}>
        <Text span size="sm">
          {t(`artifacts.history.${verb}`)}
        </Text>
        {exists ? (
          <ArtifactLink repository={repository} reference={digest} ff="monospace" fz="sm">
            {shortDigest(digest)}
          </ArtifactLink>
        ) : (
          <Text span ff="monospace" size="sm">
            {shortDigest(digest)}
          </Text>
        )}
        {digest === current && new_digest !== undefined && (
          <Text span size="sm" c="dimmed">
            {t('artifacts.history.now')}
          </Text>
        )}
        {!exists && (
          <Text span size="sm" c="dimmed">
            {t('artifacts.history.deleted')}
          </Text>
        )}
      </Group>
      {verb === 'moved' && old_digest !== undefined && (
        <Text size="xs" c="dimmed">
          {t('artifacts.history.from', { digest: shortDigest(old_digest) })}
        </Text>
      )}
    </Stack>
  )
}

interface RestoreProps {
  readonly move: TagMove
  readonly current: string | undefined
  readonly onRestore: (digest: string) => void
}

function Restore({ move, current, onRestore }: RestoreProps) {
  const { t } = useWords()
  const digest = move.new_digest ?? move.old_digest
  if (digest === undefined || digest === current || !move.exists) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('artifacts.history.restoreTo', { digest: shortDigest(digest) })}
      onClick={() => onRestore(digest)}
    >
      {t('artifacts.history.restore')}
    </Button>
  )
}
