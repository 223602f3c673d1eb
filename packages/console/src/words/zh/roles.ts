// The built-in roles in projects.
import type { roles as en } from '../en/roles.ts'

export const roles: Readonly<Record<keyof typeof en, string>> = {
  'roles.projectAdmin': '项目管理员',
  'roles.projectAdmin.words': '可以做项目中的一切：成员、机器人账户、配置和删除项目。',
  'roles.maintainer': '维护者',
  'roles.maintainer.words': '可以拉取和推送、删除已推送的内容，并管理标记。',
  'roles.developer': '开发者',
  'roles.developer.words': '可以拉取和推送，但不能删除。',
  'roles.guest': '访客',
  'roles.guest.words': '可以拉取并查看所有内容，包括成员。',
  'roles.limitedGuest': '受限访客',
  'roles.limitedGuest.words': '可以拉取，但看不到成员、机器人账户和标记。',
}
