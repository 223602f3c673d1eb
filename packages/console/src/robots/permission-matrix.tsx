// What a robot may do, to choose: a row for each resource, a box for each action, and presets for what is common.
import { Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../api.ts'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { FoldedFields } from '../ui/form-part.tsx'
import { useWords } from '../words/words.tsx'
import { actionWords, resourceWords } from './permission-names.ts'
import { groupsOf, isSame, keyOf, type Pair, presets, type ResourceRow } from './robot-permissions.ts'

export interface PermissionMatrixProps {
  readonly kind: 'project' | 'system'
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

export function PermissionMatrix(props: PermissionMatrixProps) {
  const known = useQuery({
    queryKey: ['robot permissions'],
    queryFn: async () => (await api.getPermissions()).body,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (known.error) return <FailureNotice error={known.error} again={() => known.refetch()} />
  const permissions = known.data?.[props.kind]
  return permissions ? <Matrix {...props} permissions={permissions} /> : <Skeleton height={240} aria-busy />
}

interface MatrixProps extends PermissionMatrixProps {
  readonly permissions: readonly Pair[]
}

function Matrix({ kind, chosen, onChange, permissions }: MatrixProps) {
  const { t, many } = useWords()
  const words = useId()
  // What the buttons say needs no list; what somebody chose among them does.
  const [isPreset] = useState(() => offersOf(kind, permissions).some(([, keys]) => isSame(chosen, keys)))
  return (
    <Stack gap="sm" role="group" aria-labelledby={words}>
      <Group justify="space-between">
        <Text id={words} size="sm" className="field-label">
          {t('robots.permissions')}
        </Text>
        <Text size="sm" c="dimmed" aria-live="polite">
          {many('robots.chosen', chosen.size)}
        </Text>
      </Group>
      <Presets kind={kind} chosen={chosen} onChange={onChange} permissions={permissions} />
      <FoldedFields label={t('robots.oneByOne')} open={!isPreset}>
        <div>
          {groupsOf(permissions).map(({ group, rows }) => (
            <details key={group} open={group === 'content' || rows.some((row) => isTouched(row, chosen))}>
              <summary className="matrix-group">{t(`robots.group.${group}`)}</summary>
              {group === 'other' && (
                <Text size="sm" c="dimmed" mb="xs">
                  {t('robots.group.other.words')}
                </Text>
              )}
              {rows.map((row) => (
                <Row key={row.resource} row={row} chosen={chosen} onChange={onChange} />
              ))}
            </details>
          ))}
        </div>
      </FoldedFields>
    </Stack>
  )
}

type Offer = readonly [name: keyof typeof presets | 'everything', keys: readonly string[]]

function offersOf(kind: MatrixProps['kind'], permissions: readonly Pair[]): readonly Offer[] {
  const common: readonly Offer[] = [
    ['pull', presets.pull],
    ['push', presets.push],
  ]
  return [...(kind === 'project' ? common : []), ['everything', permissions.map(keyOf)]]
}

function Presets({ kind, chosen, onChange, permissions }: MatrixProps) {
  const { t } = useWords()
  return (
    <Group gap="xs">
      {offersOf(kind, permissions).map(([name, keys]) => {
        const current = isSame(chosen, keys)
        return (
          <Button
            key={name}
            size="xs"
            variant={current ? 'filled' : 'default'}
            aria-pressed={current}
            onClick={() => onChange(new Set(keys))}
          >
            {t(`robots.preset.${name}`)}
          </Button>
        )
      })}
    </Group>
  )
}

interface RowProps extends Pick<PermissionMatrixProps, 'chosen' | 'onChange'> {
  readonly row: ResourceRow
}

function Row({ row: { resource, actions }, chosen, onChange }: RowProps) {
  const { t } = useWords()
  const keys = actions.map((action) => keyOf({ resource, action }))
  const count = keys.filter((key) => chosen.has(key)).length
  const set = (changed: readonly string[], on: boolean) => {
    const rest = [...chosen].filter((key) => !changed.includes(key))
    onChange(new Set(on ? [...rest, ...changed] : rest))
  }
  const name = resourceWords(resource, t)
  return (
    <fieldset className="matrix-row" aria-label={name}>
      <Checkbox
        label={name}
        aria-label={t('robots.wholeOf', { resource: name })}
        checked={count === keys.length}
        indeterminate={count > 0 && count < keys.length}
        onChange={({ currentTarget }) => set(keys, currentTarget.checked)}
      />
      <Group gap="md">
        {actions.map((action, index) => (
          <Checkbox
            key={action}
            size="xs"
            label={actionWords(action, t)}
            checked={chosen.has(keys[index] ?? '')}
            onChange={({ currentTarget }) => set([keys[index] ?? ''], currentTarget.checked)}
          />
        ))}
      </Group>
    </fieldset>
  )
}

function isTouched({ resource, actions }: ResourceRow, chosen: ReadonlySet<string>): boolean {
  return actions.some((action) => chosen.has(keyOf({ resource, action })))
}
