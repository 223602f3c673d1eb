// The frame of every page.
import type { shell as en } from '../en/shell.ts'

export const shell: Readonly<Record<keyof typeof en, string>> = {
  'app.name': 'Entrepot',
  'nav.home': '首页',
  'nav.repositories': '仓库',
  'nav.projects': '项目',
  'nav.activity': '动态',
  'nav.administration': '管理',
  'nav.main': '主导航',
  'nav.open': '打开菜单',
  'nav.skip': '跳到正文',
  'nav.crumbs': '当前位置',
  'account.signIn': '登录',
  'account.signOut': '退出登录',
  'account.mine': '我的账户',
  'theme.dark': '深色',
  'theme.light': '浅色',
  'language.other': 'Switch to English',
}
