// A part of the home page.
import { Card, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { PlaceLink } from '../../ui/place-link.tsx'

export interface HomeCardProps {
  readonly title: string
  /** Where there is more of it. */
  readonly more?: { readonly to: string; readonly words: string }
  /** In place of the link. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

export function HomeCard({ title, more, action, children }: HomeCardProps) {
  return (
    <Card withBorder padding={0} component="section" aria-label={title}>
      <Group justify="space-between" px="md" py="sm" wrap="nowrap">
        <Title order={2} size="h5">
          {title}
        </Title>
        {more && (
          <PlaceLink to={more.to} size="sm">
            {more.words}
          </PlaceLink>
        )}
        {action}
      </Group>
      {children}
    </Card>
  )
}
