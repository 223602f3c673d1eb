// Repositories, and one repository.
import type { repositories as en } from '../en/repositories.ts'

export const repositories: Readonly<Record<keyof typeof en, string>> = {
  'repositories.title': '仓库',
  'repositories.name': '仓库',
  'repositories.artifacts': '制品',
  'repositories.pulls': '拉取次数',
  'repositories.updated': '最近更改',
  'repositories.empty.title': '推送你的第一个镜像',
  'repositories.empty.words': '推送的内容会立即显示在这里。',
}
