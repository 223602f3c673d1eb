// The frame of every page: the bar above, the few entries on the left, and the page.
import { ActionIcon, AppShell, Burger, Button, Group, Menu, NavLink, Text, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Icon, type IconName } from '../ui/icon.tsx'
import type { WordKey } from '../words/en.ts'
import { useWords } from '../words/words.tsx'
import { currentUser, signOut, useCurrentUser } from './session.ts'

const entries: readonly { to: '/repositories' | '/projects'; icon: IconName; words: WordKey }[] = [
  { to: '/repositories', icon: 'box', words: 'nav.repositories' },
  { to: '/projects', icon: 'folder', words: 'nav.projects' },
]

export function Shell() {
  const { t } = useWords()
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="lg"
    >
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.main')} />
            <Text component={Link} to="/" fw={700} size="lg" c="inherit">
              {t('app.name')}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <ColorSwitch />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.main')}>
        {entries.map(({ to, icon, words }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(words)}
            leftSection={<Icon name={icon} />}
            active={path.startsWith(to)}
            onClick={close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

function LanguageSwitch() {
  const { language, t, change } = useWords()
  return (
    <Tooltip label={t('language.other')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('language.other')}
        onClick={() => change(language === 'en' ? 'zh-CN' : 'en')}
      >
        <Icon name="language" />
      </ActionIcon>
    </Tooltip>
  )
}

function ColorSwitch() {
  const { t } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const dark =
    colorScheme === 'dark' ||
    (colorScheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  const words = t(dark ? 'theme.light' : 'theme.dark')
  return (
    <Tooltip label={words}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        <Icon name={dark ? 'sun' : 'moon'} />
      </ActionIcon>
    </Tooltip>
  )
}

function Account() {
  const { t } = useWords()
  const user = useCurrentUser()
  const queries = useQueryClient()
  const here = useRouterState({ select: (state) => state.location.href })
  if (!user) {
    return (
      <Button component={Link} to="/sign-in" search={{ back: here }} size="xs">
        {t('account.signIn')}
      </Button>
    )
  }
  const leave = async () => {
    await signOut()
    await queries.resetQueries({ queryKey: currentUser.queryKey })
    await queries.invalidateQueries()
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" leftSection={<Icon name="user" />} aria-label={t('account.menu')}>
          {user.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={leave}>{t('account.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
