// A part of the account's page.
import { Card, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export interface AccountCardProps {
  readonly title: string
  readonly words?: string
  /** A button beside the title. */
  readonly action?: ReactNode
  readonly children?: ReactNode
}

export function AccountCard({ title, words, action, children }: AccountCardProps) {
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={2} size="h4">
            {title}
          </Title>
          {action}
        </Group>
        {words && (
          <Text size="sm" c="dimmed">
            {words}
          </Text>
        )}
        {children}
      </Stack>
    </Card>
  )
}
