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
  'session.ended': 'Your session has ended',
  'session.ended.words':
    'You were signed in as {name}. Sign in again, which opens a new tab: this page stays as it is, with what you have typed, and goes on as soon as you are back.',
  'session.again': 'Sign in again',
  'session.without': 'Look around without signing in',
  'session.other': 'Somebody else is signed in now',
  'session.other.words':
    'This page was opened as {name}. Since then {other} has signed in with this browser, in another window.',
  'session.goOn': 'Go on as {other}',
  'theme.dark': 'Dark colours',
  'theme.light': 'Light colours',
  'language.other': '切换到简体中文',
} as const
