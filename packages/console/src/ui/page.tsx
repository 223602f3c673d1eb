// What every page begins with: where one is, its title, and what can be done.
import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core'
import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useWords } from '../words/words.tsx'

/** A page above this one. */
export interface Crumb {
  readonly label: string
  readonly link: Pick<LinkProps, 'to' | 'params' | 'search'>
}

export interface PageProps {
  readonly title: string
  readonly crumbs?: readonly Crumb[]
  /** Beside the title: a mark of what it is. */
  readonly mark?: ReactNode
  /** Below the title, in a sentence. */
  readonly lead?: ReactNode
  /** Buttons, at the end of the title's line. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, crumbs = [], mark, lead, actions, children }: PageProps) {
  const { t } = useWords()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <Stack className="page" gap="lg">
      <Stack gap={4}>
        {crumbs.length > 0 && (
          <nav aria-label={t('nav.crumbs')}>
            <Breadcrumbs separator="/">
              {crumbs.map(({ label, link }) => (
                <Anchor
                  key={`${link.to} ${label}`}
                  component={Link}
                  {...(link as object)}
                  size="sm"
                  className="long-name"
                >
                  {label}
                </Anchor>
              ))}
            </Breadcrumbs>
          </nav>
        )}
        <Group justify="space-between" gap="sm">
          <Group gap="sm" miw={0}>
            <Title order={1} size="h2" className="long-name">
              {title}
            </Title>
            {mark}
          </Group>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {lead && <Text c="dimmed">{lead}</Text>}
      </Stack>
      {children}
    </Stack>
  )
}
