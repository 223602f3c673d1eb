// Projects, and one project.
import type { projects as en } from '../en/projects.ts'

export const projects: Readonly<Record<keyof typeof en, string>> = {
  'projects.title': '项目',
  'projects.name': '项目',
  'projects.access': '访问权限',
  'projects.public': '公开',
  'projects.private': '私有',
  'projects.repositories': '仓库',
}
