// What the cards of the system's page have in common.
import { Card, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../api.ts'

export function SystemCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder padding="lg" component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Card>
  )
}

export function useSystemState(every: number) {
  return useQuery({
    queryKey: ['system', 'state'],
    queryFn: async () => (await api.getSystemState()).body,
    refetchInterval: every,
  })
}
