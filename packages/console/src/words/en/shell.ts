// The frame of every page.
export const shell = {
  'app.name': 'Entrepot',
  'nav.home': 'Home',
  'nav.repositories': 'Repositories',
  'nav.projects': 'Projects',
  'nav.activity': 'Activity',
  'nav.administration': 'Administration',
  'nav.main': 'Main',
  'nav.open': 'Open the menu',
  'nav.skip': 'Go to the page',
  'nav.crumbs': 'Where you are',
  'account.signIn': 'Sign in',
  'account.signOut': 'Sign out',
  'account.mine': 'Your account',
  'theme.dark': 'Dark colours',
  'theme.light': 'Light colours',
  'language.other': '切换到简体中文',
} as const
