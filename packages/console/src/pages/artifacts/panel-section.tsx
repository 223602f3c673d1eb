// A part of the panel beside an artifact.
import { Group, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** A part of the panel, with what can be done there beside its name. */
export function Section({ title, action, children }: SectionProps) {
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap" mih={30}>
        <Title order={2} size="h6">
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </Stack>
  )
}
