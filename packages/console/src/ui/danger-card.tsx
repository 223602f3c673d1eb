// What ends a thing for good, at the foot of its settings: a button that asks first.
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export interface DangerCardProps {
  /** The title, and on the button. */
  readonly action: string
  /** What would happen. */
  readonly words: string
  /** What stands in the way. */
  readonly refusal?: ReactNode
  readonly disabled?: boolean
  readonly onClick: () => void
  /** The dialog that asks. */
  readonly children?: ReactNode
}

export function DangerCard({ action, words, refusal, disabled = false, onClick, children }: DangerCardProps) {
  return (
    <Card withBorder padding="lg">
      <Group justify="space-between" gap="md">
        <Stack gap={4} flex="1 1 260px">
          <Title order={2} size="h4">
            {action}
          </Title>
          <Text c="dimmed" size="sm">
            {words}
          </Text>
          {refusal && <Text size="sm">{refusal}</Text>}
        </Stack>
        <Button color="red" variant="outline" disabled={disabled} onClick={onClick}>
          {action}
        </Button>
      </Group>
      {children}
    </Card>
  )
}
