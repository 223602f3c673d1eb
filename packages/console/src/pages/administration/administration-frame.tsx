// The frame of the administration: its pages at the side, or in a menu where there is no room; nobody else sees it.
import { Box, Button, Group, Menu, NavLink } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { currentUser, useIsAdministrator } from '../../app/session.ts'
import { MissingNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'
import { type Section, sections } from './sections.ts'

export function AdministrationFrame() {
  const { t } = useWords()
  const { isPending } = useQuery(currentUser)
  const isAdministrator = useIsAdministrator()
  if (isPending) return <Skeletons />
  if (!isAdministrator) {
    return (
      <Page title={t('page.missing.title')}>
        <MissingNotice />
      </Page>
    )
  }
  return (
    <Group className="page" align="flex-start" gap="xl" wrap="nowrap">
      <Box component="nav" visibleFrom="lg" w={190} aria-label={t('nav.administration')}>
        <SideLinks />
      </Box>
      <Box flex={1} miw={0}>
        <Box component="nav" hiddenFrom="lg" mb="md" aria-label={t('nav.administration')}>
          <MenuLinks />
        </Box>
        <Outlet />
      </Box>
    </Group>
  )
}

function useCurrentSection(): Section | undefined {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return sections.find(({ to }) => path === to || path.startsWith(`${to}/`))
}

function SideLinks() {
  const { t } = useWords()
  const current = useCurrentSection()
  return sections.map(({ to, icon, words }) => (
    <NavLink
      key={to}
      component={Link}
      to={to}
      label={t(words)}
      leftSection={<Icon name={icon} size={16} />}
      active={current?.to === to}
      aria-current={current?.to === to ? 'page' : undefined}
      className="side-link"
    />
  ))
}

function MenuLinks() {
  const { t } = useWords()
  const current = useCurrentSection()
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          fullWidth
          justify="space-between"
          rightSection={<Icon name="down" size={16} />}
          {...(current && { leftSection: <Icon name={current.icon} size={16} /> })}
        >
          {current ? t(current.words) : t('nav.administration')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {sections.map(({ to, icon, words }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            leftSection={<Icon name={icon} size={16} />}
            aria-current={current?.to === to ? 'page' : undefined}
            {...(current?.to === to && { fw: 600 })}
          >
            {t(words)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
