// The labels of a place: made, changed and deleted.
import { Button, Group, Menu, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import type { ListSearch } from '../app/list-search.ts'
import { Ago } from '../ui/ago.tsx'
import { DangerDialog } from '../ui/dialog.tsx'
import { EmptyCard } from '../ui/empty-card.tsx'
import { Icon } from '../ui/icon.tsx'
import { List, pageOf, pageSize, SortedColumn } from '../ui/list.tsx'
import { ActionsColumn, RowMenu } from '../ui/row-menu.tsx'
import { useTarget } from '../ui/use-target.ts'
import { useWords } from '../words/words.tsx'
import type { Label, LabelPlace } from './label.ts'
import { LabelDialog } from './label-dialog.tsx'
import { LabelMark } from './label-mark.tsx'

export interface LabelListProps {
  readonly place: LabelPlace
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  readonly may: Readonly<Record<'create' | 'update' | 'delete', boolean>>
}

export function LabelList({ place, search, onSearch, may }: LabelListProps) {
  const { t } = useWords()
  const list = useLabels(place, search)
  const editing = useTarget<Label | 'new'>()
  const deleting = useTarget<Label>()
  const sorting = { search, onSearch }
  const make = may.create && (
    <Button leftSection={<Icon name="plus" />} onClick={() => editing.open('new')}>
      {t('labels.new')}
    </Button>
  )
  return (
    <>
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={560}
        sorts={{
          first: 'name',
          fields: [
            { field: 'name', label: t('labels.label') },
            { field: 'creation_time', label: t('common.created'), descendingFirst: true },
          ],
        }}
        tools={make && list.data?.total !== 0 ? make : undefined}
        empty={<EmptyCard title={t('labels.empty.title')} words={t('labels.empty.words')} action={make} />}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('labels.label')} />
            <Table.Th>{t('common.description')}</Table.Th>
            <SortedColumn {...sorting} field="creation_time" label={t('common.created')} descendingFirst />
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((label) => (
            <LabelRow
              key={label.id}
              label={label}
              may={may}
              onEdit={() => editing.open(label)}
              onDelete={() => deleting.open(label)}
            />
          ))}
        </Table.Tbody>
      </List>
      {editing.of && (
        <LabelDialog
          place={place}
          label={editing.of === 'new' ? undefined : editing.of}
          onClose={editing.close}
        />
      )}
      {deleting.of && <DeleteLabel label={deleting.of} onClose={deleting.close} />}
    </>
  )
}

function useLabels(place: LabelPlace, { q, page = 1, sort = 'name' }: ListSearch) {
  const query = { ...place, page, page_size: pageSize, sort, ...(q !== undefined && { name: q }) }
  return useQuery({
    queryKey: ['labels', place, query],
    queryFn: () => api.ListLabels({ query }),
    placeholderData: keepPreviousData,
  })
}

interface LabelRowProps extends Pick<LabelListProps, 'may'> {
  readonly label: Label
  readonly onEdit: () => void
  readonly onDelete: () => void
}

function LabelRow({ label, may, onEdit, onDelete }: LabelRowProps) {
  const { t } = useWords()
  return (
    <Table.Tr>
      <Table.Td>
        <LabelMark label={label} />
      </Table.Td>
      <Table.Td className="long-name">{label.description}</Table.Td>
      <Table.Td className="nowrap">
        <Ago time={label.creation_time} />
      </Table.Td>
      <Table.Td className="number">
        {(may.update || may.delete) && (
          <RowMenu of={label.name ?? ''}>
            {may.update && (
              <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={onEdit}>
                {t('common.edit')}
              </Menu.Item>
            )}
            {may.delete && (
              <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={onDelete}>
                {t('common.delete')}
              </Menu.Item>
            )}
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function DeleteLabel({ label, onClose }: { readonly label: Label; readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const submit = async () => {
    await api.DeleteLabel({ params: { label_id: label.id ?? 0 } })
    await queries.invalidateQueries({ queryKey: ['labels'] })
    await queries.invalidateQueries({ queryKey: ['artifacts'] })
  }
  return (
    <DangerDialog
      opened
      title={t('labels.delete')}
      action={t('common.delete')}
      onClose={onClose}
      onSubmit={submit}
    >
      <Group>
        <LabelMark label={label} />
      </Group>
      <Text>{t('labels.deleteWords')}</Text>
    </DangerDialog>
  )
}
