// Purges of the past and those that go on, which can be stopped.
import { Badge, Button, Code, Group, Loader, Modal, Stack, Table, Title } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import type { ListSearch } from '../../app/list-search.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { List, Nothing, pageOf, pageSize, Skeletons } from '../../ui/list.tsx'
import { ActionsColumn } from '../../ui/row-menu.tsx'
import { useTarget } from '../../ui/use-target.ts'
import { useWords, type WordKey } from '../../words/words.tsx'
import { isGoingOn, lookAgain, type Purge, purgeLogOf, wishOf } from './purge.ts'

export interface PurgeHistoryProps {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

export function PurgeHistory({ search, onSearch }: PurgeHistoryProps) {
  const { t } = useWords()
  const reading = useTarget<Purge>()
  const { page = 1 } = search
  const list = useQuery({
    queryKey: ['purges', page],
    queryFn: () => api.getPurgeHistory({ query: { page, page_size: pageSize } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.body.some(isGoingOn) ? lookAgain : false),
  })
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('administration.purge.history')}
      </Title>
      <List
        unfiltered
        search={search}
        onSearch={onSearch}
        {...pageOf(list)}
        empty={<Nothing>{t('administration.purge.none')}</Nothing>}
        minWidth={640}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('log.when')}</Table.Th>
            <Table.Th>{t('administration.purge.state')}</Table.Th>
            <Table.Th>{t('administration.purge.what')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((purge) => (
            <PurgeRow key={purge.id} purge={purge} onLog={() => reading.open(purge)} />
          ))}
        </Table.Tbody>
      </List>
      {reading.of && <LogDialog purge={reading.of} onClose={reading.close} />}
    </Stack>
  )
}

const icons: Readonly<Record<string, IconName>> = { Success: 'check', Error: 'alert', Stopped: 'lock' }
const states: Readonly<Record<string, WordKey>> = {
  Pending: 'administration.purge.state.Pending',
  Running: 'administration.purge.state.Running',
  Success: 'administration.purge.state.Success',
  Error: 'administration.purge.state.Error',
  Stopped: 'administration.purge.state.Stopped',
}

function PurgeRow({ purge, onLog }: { readonly purge: Purge; readonly onLog: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const { id, job_status, job_kind, creation_time } = purge
  const { days, types, dry } = wishOf(purge.job_parameters)
  const stop = async () => {
    await api.stopPurge({ params: { purge_id: id } })
    await queries.invalidateQueries({ queryKey: ['purges'] })
  }
  const icon = icons[job_status]
  const state = states[job_status]
  return (
    <Table.Tr>
      <Table.Td className="nowrap">
        <Ago time={creation_time} />
      </Table.Td>
      <Table.Td>
        <Badge variant="default" leftSection={icon ? <Icon name={icon} size={12} /> : <Loader size={10} />}>
          {state ? t(state) : job_status}
        </Badge>
      </Table.Td>
      <Table.Td>
        {t('administration.purge.olderThan', {
          days,
          types: types.map((type) => t(`administration.purge.type.${type}`)).join(', '),
        })}
        {dry && ` · ${t('administration.purge.dry')}`}
        {job_kind !== 'MANUAL' && ` · ${t('administration.purge.planned')}`}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {isGoingOn(purge) ? (
            <Button size="xs" variant="default" onClick={stop}>
              {t('administration.purge.stop')}
            </Button>
          ) : (
            <Button size="xs" variant="default" onClick={onLog}>
              {t('administration.purge.log')}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

function LogDialog({ purge: { id }, onClose }: { readonly purge: Purge; readonly onClose: () => void }) {
  const { t } = useWords()
  const log = useQuery(purgeLogOf(id))
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('administration.purge.log')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {log.error && <FailureNotice error={log.error} />}
      {log.isPending && <Skeletons rows={2} />}
      {log.data !== undefined && (
        <Code block tabIndex={0} className="code-lines">
          {log.data || t('administration.purge.noLog')}
        </Code>
      )}
    </Modal>
  )
}
