// The frame of every page: the bar above, the few entries on the left, and the page.
import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  Text,
  Tooltip,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, lazyRouteComponent, Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { SearchButton } from '../pages/search/search-button.tsx'
import { Icon } from '../ui/icon.tsx'
import { popupsId } from '../ui/theme.ts'
import { useWords } from '../words/words.tsx'
import { Banner } from './banner.tsx'
import { LiveSign } from './live-changes.tsx'
import { useNavigation } from './navigation.ts'
import { signInAddress, signOut, useCurrentUser, useIsAdministrator } from './session.ts'
import { SessionWatch } from './session-watch.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useTypeAhead } from './type-ahead.ts'

// Fetched when somebody asks for them.
const dialogs = () => import('../pages/search/dialogs.ts')
const SearchDialog = lazyRouteComponent(dialogs, 'SearchDialog')
const ShortcutsDialog = lazyRouteComponent(dialogs, 'ShortcutsDialog')

export function Shell() {
  const { t } = useWords()
  const [opened, { toggle, close }] = useDisclosure()
  const [searching, search] = useDisclosure()
  const [asking, shortcuts] = useDisclosure()
  const { take } = useTypeAhead(searching)
  // Once the page stands: who presses a key does not wait for it.
  useEffect(() => {
    const idle = setTimeout(() => SearchDialog.preload?.(), 1_000)
    return () => clearTimeout(idle)
  }, [])
  useShortcuts({ onSearch: search.open, onHelp: shortcuts.open })
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.open')} />
            <Brand />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SearchButton onClick={search.open} />
            <LanguageSwitch />
            <ColorSwitch />
            <Account onShortcuts={shortcuts.open} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.main')}>
        <Entries onFollow={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className="ground">
        <Banner />
        <Outlet />
        <LiveSign />
        <SessionWatch />
        <div id={popupsId} />
      </AppShell.Main>
      <Suspense>
        {searching && <SearchDialog typedAhead={take} onClose={search.close} />}
        {asking && <ShortcutsDialog onClose={shortcuts.close} />}
      </Suspense>
    </AppShell>
  )
}

function Brand() {
  const { t } = useWords()
  return (
    <Text component={Link} to="/" aria-label={t('app.name')} fw={700} size="lg" c="inherit" td="none">
      <Group gap={8} wrap="nowrap">
        <Icon name="warehouse" size={24} />
        <Text span inherit visibleFrom="xs">
          {t('app.name')}
        </Text>
      </Group>
    </Text>
  )
}

function Entries({ onFollow }: { readonly onFollow: () => void }) {
  const { t } = useWords()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return useNavigation().map(({ to, icon, words }) => {
    const active = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={t(words)}
        leftSection={<Icon name={icon} />}
        active={active}
        aria-current={active ? 'page' : undefined}
        onClick={onFollow}
      />
    )
  })
}

function LanguageSwitch() {
  const { language, t, change } = useWords()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <Tooltip label={t('language.other')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        lang={other}
        aria-label={t('language.other')}
        onClick={() => change(other)}
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

function Account({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { t } = useWords()
  const isAdministrator = useIsAdministrator()
  const user = useCurrentUser()
  const here = useRouterState({ select: (state) => state.location.href })
  if (!user) {
    return (
      <Button component="a" href={signInAddress(here)} size="xs">
        {t('account.signIn')}
      </Button>
    )
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          maw={160}
          leftSection={<Icon name="user" />}
          aria-label={`${t('account.mine')}: ${user.username}`}
        >
          {user.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="long-name">
          {user.username}
          {isAdministrator && ` · ${t('account.administrator')}`}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<Icon name="key" size={16} />}>
          {t('account.mine')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="keyboard" size={16} />} onClick={onShortcuts}>
          {t('search.keys.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={signOut}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
