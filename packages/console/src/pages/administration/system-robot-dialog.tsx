// Makes or changes a robot of the whole server: what it may do in projects, and outside of them.
import { Button, Card, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { PermissionMatrix } from '../../robots/permission-matrix.tsx'
import type { RobotPermission } from '../../robots/robot.ts'
import { RobotDialog, type RobotEditorProps } from '../../robots/robot-dialog.tsx'
import { accessOf, allowedIn, deniedIn, presets } from '../../robots/robot-permissions.ts'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'

/** What the robot is given in one place. */
interface Block {
  readonly key: number
  readonly kind: 'project' | 'system'
  readonly namespace: string
  readonly chosen: ReadonlySet<string>
  readonly denied: NonNullable<RobotPermission['access']>
}

const everyProject = '*'
const outside = '/'

const first: Block = {
  ...{ key: 0, kind: 'project', namespace: everyProject, denied: [] },
  chosen: new Set(presets.pull),
}

export function SystemRobotDialog(props: RobotEditorProps) {
  const { t } = useWords()
  const given = props.robot?.permissions
  const [blocks, setBlocks] = useState<readonly Block[]>(given ? given.map(blockOf) : [first])
  const set = (next: Block) => setBlocks(blocks.map((each) => (each.key === next.key ? next : each)))
  const key = Math.max(0, ...blocks.map((each) => each.key)) + 1
  const add = (kind: Block['kind'], namespace: string) =>
    setBlocks([...blocks, { key, kind, namespace, chosen: new Set(), denied: [] }])
  const permissions = blocks
    .map(({ kind, namespace, chosen, denied }) => ({ kind, namespace, access: accessOf(chosen, denied) }))
    .filter(({ namespace, access }) => namespace !== '' && access.length > 0)
  return (
    <RobotDialog {...props} level="system" permissions={permissions}>
      <Stack gap="sm">
        {blocks.map((block) => (
          <BlockCard
            key={block.key}
            block={block}
            onChange={set}
            onRemove={() => setBlocks(blocks.filter((each) => each.key !== block.key))}
          />
        ))}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => add('project', '')}
          >
            {t('administration.robots.addProject')}
          </Button>
          {!blocks.some(({ kind }) => kind === 'system') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => add('system', outside)}
            >
              {t('administration.robots.addSystem')}
            </Button>
          )}
        </Group>
      </Stack>
    </RobotDialog>
  )
}

function blockOf({ kind, namespace, access }: RobotPermission, key: number): Block {
  return {
    key,
    kind: kind === 'system' ? 'system' : 'project',
    namespace: namespace ?? '',
    chosen: allowedIn(access),
    denied: deniedIn(access),
  }
}

interface BlockCardProps {
  readonly block: Block
  readonly onChange: (block: Block) => void
  readonly onRemove: () => void
}

function BlockCard({ block, onChange, onRemove }: BlockCardProps) {
  const { t } = useWords()
  const { kind, namespace, chosen } = block
  const title = kind === 'system' ? t('administration.robots.system') : t('administration.robots.project')
  return (
    <Card withBorder padding="sm" role="group" aria-label={`${title} ${namespace}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-end" wrap="nowrap">
          {kind === 'system' ? (
            <Text fw={500}>{title}</Text>
          ) : (
            <TextInput
              flex={1}
              label={title}
              description={t('administration.robots.project.words')}
              value={namespace}
              required
              spellCheck={false}
              onChange={onText((text) => onChange({ ...block, namespace: text.trim() }))}
            />
          )}
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={`${t('common.remove')}: ${title} ${namespace}`}
            onClick={onRemove}
          >
            {t('common.remove')}
          </Button>
        </Group>
        <PermissionMatrix
          kind={kind}
          chosen={chosen}
          onChange={(next) => onChange({ ...block, chosen: next })}
        />
      </Stack>
    </Card>
  )
}
