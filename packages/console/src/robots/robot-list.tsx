// The robots of a place: their state, what they may do, and all that can be done with them.
import { Button, Code, Group, Menu, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../api.ts'
import { allOf, contains } from '../app/filter.ts'
import type { ListSearch } from '../app/list-search.ts'
import { Ago } from '../ui/ago.tsx'
import { EmptyCard } from '../ui/empty-card.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { List, pageOf, pageSize, SortedColumn } from '../ui/list.tsx'
import { ActionsColumn, RowMenu } from '../ui/row-menu.tsx'
import { useTarget } from '../ui/use-target.ts'
import { useWords } from '../words/words.tsx'
import { endOf, filterOf, type Robot, type RobotPlace, type RobotState, stateOf } from './robot.ts'
import { DeleteRobot, DisableRobot, RefreshSecret } from './robot-actions.tsx'
import type { NewSecret, RobotEditorProps } from './robot-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'

export interface RobotListProps {
  readonly place: RobotPlace
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  readonly may: Readonly<Record<'create' | 'update' | 'delete', boolean>>
  /** The dialog that makes and changes robots of this place. */
  readonly editor: (props: RobotEditorProps) => ReactNode
}

type Act = 'edit' | 'secret' | 'toggle' | 'delete'

export function RobotList({ place, search, onSearch, may, editor }: RobotListProps) {
  const { t } = useWords()
  const list = useRobots(place, search)
  const maker = useTarget<true>()
  const acting = useTarget<{ readonly act: Act; readonly robot: Robot }>()
  const secret = useTarget<NewSecret>()
  const sorting = { search, onSearch }
  const make = may.create && (
    <Button leftSection={<Icon name="plus" />} onClick={() => maker.open(true)}>
      {t('robots.new')}
    </Button>
  )
  return (
    <>
      <List
        {...sorting}
        {...pageOf(list)}
        minWidth={720}
        sorts={{
          first: 'name',
          fields: [
            { field: 'name', label: t('common.name') },
            { field: 'creation_time', label: t('common.created'), descendingFirst: true },
          ],
        }}
        tools={make && list.data?.total !== 0 ? make : undefined}
        empty={<EmptyCard title={t('robots.empty.title')} words={t('robots.empty.words')} action={make} />}
      >
        <Table.Thead>
          <Table.Tr>
            <SortedColumn {...sorting} field="name" label={t('common.name')} />
            <Table.Th>{t('robots.state')}</Table.Th>
            <Table.Th>{t('robots.permissions')}</Table.Th>
            <Table.Th>{t('robots.expires')}</Table.Th>
            <SortedColumn {...sorting} field="creation_time" label={t('common.created')} descendingFirst />
            <ActionsColumn />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data?.body.map((robot) => (
            <RobotRow key={robot.id} robot={robot} may={may} onAct={(act) => acting.open({ act, robot })} />
          ))}
        </Table.Tbody>
      </List>
      {maker.of && editor({ onClose: maker.close, onMade: secret.open })}
      {acting.of?.act === 'edit' &&
        editor({ robot: acting.of.robot, onClose: acting.close, onMade: secret.open })}
      {acting.of?.act === 'secret' && (
        <RefreshSecret robot={acting.of.robot} onClose={acting.close} onMade={secret.open} />
      )}
      {acting.of?.act === 'toggle' && <DisableRobot robot={acting.of.robot} onClose={acting.close} />}
      {acting.of?.act === 'delete' && <DeleteRobot robot={acting.of.robot} onClose={acting.close} />}
      {secret.of && <SecretDialog {...secret.of} onClose={secret.close} />}
    </>
  )
}

function useRobots(place: RobotPlace, { q, page = 1, sort = 'name' }: ListSearch) {
  const filter = allOf([filterOf(place), q && contains('name', q)])
  const query = { page, page_size: pageSize, sort, q: filter }
  return useQuery({
    queryKey: ['robots', place, query],
    queryFn: () => api.ListRobot({ query }),
    placeholderData: keepPreviousData,
  })
}

interface RobotRowProps extends Pick<RobotListProps, 'may'> {
  readonly robot: Robot
  readonly onAct: (act: Act) => void
}

function RobotRow({ robot, may, onAct }: RobotRowProps) {
  const { t } = useWords()
  const { name, description, creation_time } = robot
  return (
    <Table.Tr>
      <Table.Td className="long-name">
        <Stack gap={2}>
          <Text inherit className="field-label">
            {name}
          </Text>
          {description && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <State state={stateOf(robot)} />
      </Table.Td>
      <Table.Td>
        <Granted robot={robot} />
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={endOf(robot)} never={t('common.never')} />
      </Table.Td>
      <Table.Td className="nowrap">
        <Ago time={creation_time ?? undefined} />
      </Table.Td>
      <Table.Td className="number">
        {(may.update || may.delete) && (
          <RowMenu of={name ?? ''}>
            {may.update && (
              <>
                <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={() => onAct('edit')}>
                  {t('common.edit')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="key" size={16} />} onClick={() => onAct('secret')}>
                  {t('robots.secret.new')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="lock" size={16} />} onClick={() => onAct('toggle')}>
                  {t(robot.disable ? 'robots.enable' : 'robots.disable')}
                </Menu.Item>
              </>
            )}
            {may.delete && (
              <Menu.Item
                color="red"
                leftSection={<Icon name="trash" size={16} />}
                onClick={() => onAct('delete')}
              >
                {t('common.delete')}
              </Menu.Item>
            )}
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

const icons: Readonly<Record<RobotState, IconName>> = { active: 'check', disabled: 'lock', expired: 'alert' }

function State({ state }: { readonly state: RobotState }) {
  const { t } = useWords()
  return (
    <Group gap={6} wrap="nowrap" className="nowrap">
      <Icon name={icons[state]} size={16} />
      {t(`robots.state.${state}`)}
    </Group>
  )
}

/** How many permissions, and which on hover; a few are named outright. */
function Granted({ robot }: { readonly robot: Robot }) {
  const { many } = useWords()
  const pairs = (robot.permissions ?? []).flatMap(({ access }) =>
    (access ?? []).map(
      ({ resource, action, effect }) => `${effect === 'deny' ? '−' : ''}${resource}:${action}`,
    ),
  )
  const whole = pairs.join('\n')
  if (pairs.length > 2) return <span title={whole}>{many('robots.count', pairs.length)}</span>
  return (
    <Stack gap={2} align="flex-start">
      {pairs.map((pair) => (
        <Code key={pair}>{pair}</Code>
      ))}
    </Stack>
  )
}
