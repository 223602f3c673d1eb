// A place that has nothing yet: what it is for, and how to begin.
import { Card, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export interface EmptyCardProps {
  readonly title: string
  readonly words: ReactNode
  /** A button. */
  readonly action?: ReactNode
}

export function EmptyCard({ title, words, action }: EmptyCardProps) {
  return (
    <Card withBorder padding="xl">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed" maw="40rem">
          {words}
        </Text>
        {action}
      </Stack>
    </Card>
  )
}
