// The rules of trust of a place: made, changed and deleted.
import { Badge, Button, Code, Menu, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import type { ListSearch } from '../app/list-search.ts'
import { filterOf } from '../robots/robot.ts'
import { DangerDialog } from '../ui/dialog.tsx'
import { EmptyCard } from '../ui/empty-card.tsx'
import { Icon } from '../ui/icon.tsx'
import { List, pageOf, SortedColumn } from '../ui/list.tsx'
import { ActionsColumn, RowMenu } from '../ui/row-menu.tsx'
import { useTarget } from '../ui/use-target.ts'
import { useWords } from '../words/words.tsx'
import { TrustGuide } from './trust-guide.tsx'
import { deleteRule, issuerOf, listRules, type TrustPlace, type TrustRule } from './trust-rule.ts'
import { TrustRuleDialog } from './trust-rule-dialog.tsx'

export interface TrustRuleListProps {
  readonly place: TrustPlace
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

/** For those who may change the place's robots: others may not read it. */
export function TrustRuleList({ place, search, onSearch }: TrustRuleListProps) {
  const { t } = useWords()
  const list = useQuery({
    queryKey: ['trust rules', place, search],
    queryFn: () => listRules(place, search),
    placeholderData: keepPreviousData,
  })
  const names = useRobotNames(place, list.data?.body)
  const editing = useTarget<TrustRule | 'new'>()
  const deleting = useTarget<TrustRule>()
  const sorting = { search, onSearch }
  const make = (
    <Button leftSection={<Icon name="plus" />} onClick={() => editing.open('new')}>
      {t('trust.new')}
    </Button>
  )
  const none = list.data?.total === 0 && search.q === undefined
  return (
    <>
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={720}
        tools={
          none ? undefined : (
            <>
              <GuideButton />
              {make}
            </>
          )
        }
        empty={<EmptyCard title={t('trust.empty.title')} words={t('trust.empty.words')} action={make} />}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('common.name')} />
            <Table.Th>{t('trust.issuer')}</Table.Th>
            <Table.Th>{t('trust.conditions')}</Table.Th>
            <Table.Th>{t('trust.robot')}</Table.Th>
            <Table.Th className="number">{t('trust.lifetime.short')}</Table.Th>
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              robot={names.get(rule.robot_id) ?? `#${rule.robot_id}`}
              onEdit={() => editing.open(rule)}
              onDelete={() => deleting.open(rule)}
            />
          ))}
        </Table.Tbody>
      </List>
      {editing.of && (
        <TrustRuleDialog
          place={place}
          rule={editing.of === 'new' ? undefined : editing.of}
          onClose={editing.close}
        />
      )}
      {deleting.of && <DeleteRule place={place} rule={deleting.of} onClose={deleting.close} />}
    </>
  )
}

/** Of the robots that the shown rules name. */
function useRobotNames(place: TrustPlace, rules: readonly TrustRule[] = []): ReadonlyMap<number, string> {
  const ids = [...new Set(rules.map(({ robot_id }) => robot_id))].sort((a, b) => a - b)
  const { data } = useQuery({
    queryKey: ['robots', place, 'names', ids],
    queryFn: async () => {
      const q = `${filterOf(place)},id={${ids.join(' ')}}`
      return (await api.ListRobot({ query: { q, page_size: 100 } })).body
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  })
  return new Map((data ?? []).map(({ id, name }) => [id ?? 0, name ?? '']))
}

interface RuleRowProps {
  readonly rule: TrustRule
  /** Its name. */
  readonly robot: string
  readonly onEdit: () => void
  readonly onDelete: () => void
}

function RuleRow({ rule, robot, onEdit, onDelete }: RuleRowProps) {
  const { t, many } = useWords()
  const from = issuerOf(rule)
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Stack gap={4} align="flex-start">
          <Text inherit className="field-label">
            {rule.name}
          </Text>
          {rule.description && (
            <Text size="sm" c="dimmed">
              {rule.description}
            </Text>
          )}
          {rule.disable && (
            <Badge variant="default" leftSection={<Icon name="lock" size={12} />}>
              {t('trust.state.disabled')}
            </Badge>
          )}
        </Stack>
      </Table.Td>
      <Table.Td className="long-name" title={rule.issuer}>
        {from === 'other' ? rule.issuer : t(`trust.issuer.${from}`)}
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          {rule.conditions.map(({ claim, match, value }) => (
            <Code key={`${claim} ${match} ${value}`} className="long-name">
              {claim} {match === 'exact' ? '=' : '≈'} {value}
            </Code>
          ))}
        </Stack>
      </Table.Td>
      <Table.Td className="long-name">{robot}</Table.Td>
      <Table.Td className="number">{many('trust.minutes', rule.lifetime_minutes)}</Table.Td>
      <Table.Td className="number">
        <RowMenu of={rule.name}>
          <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={onEdit}>
            {t('common.edit')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={onDelete}>
            {t('common.delete')}
          </Menu.Item>
        </RowMenu>
      </Table.Td>
    </Table.Tr>
  )
}

function GuideButton() {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('trust.guide')}
      </Button>
      <TrustGuide opened={opened} onClose={() => setOpened(false)} />
    </>
  )
}

interface DeleteRuleProps {
  readonly place: TrustPlace
  readonly rule: TrustRule
  readonly onClose: () => void
}

function DeleteRule({ place, rule, onClose }: DeleteRuleProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const submit = async () => {
    await deleteRule(place, rule.id)
    await queries.invalidateQueries({ queryKey: ['trust rules'] })
  }
  return (
    <DangerDialog
      opened
      title={t('trust.delete')}
      action={t('common.delete')}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text className="long-name">{t('trust.deleteWords', { name: rule.name })}</Text>
    </DangerDialog>
  )
}
