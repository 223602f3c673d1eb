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
  'session.ended': '会话已结束',
  'session.ended.words':
    '你之前以 {name} 的身份登录。重新登录会打开新的标签页：当前页面和已输入的内容都会保留，登录后即可在此继续。',
  'session.again': '重新登录',
  'session.without': '不登录，先看看',
  'session.other': '现在登录的是另一个人',
  'session.other.words': '此页面是以 {name} 的身份打开的。之后 {other} 在此浏览器的另一个窗口中登录了。',
  'session.goOn': '以 {other} 的身份继续',
  'banner.info': '信息',
  'banner.warning': '警告',
  'banner.danger': '危险',
  'banner.success': '成功',
  'banner.close': '关闭此通知',
  'theme.dark': '深色',
  'theme.light': '浅色',
  'language.other': 'Switch to English',
}
