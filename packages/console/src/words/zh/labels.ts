// Labels, of the whole server or of a project.
import type { labels as en } from '../en/labels.ts'

export const labels: Readonly<Record<keyof typeof en, string>> = {
  'labels.label': '标记',
  'labels.new': '新建标记',
  'labels.create': '创建标记',
  'labels.edit': '修改 {name}',
  'labels.nameRules': '最多 128 个字符，例如“已审核”或“停止维护”。',
  'labels.color': '颜色',
  'labels.colorRules': '从下面选择，或自行填写：# 加十六进制数字，或 CSS 颜色名。',
  'labels.colorWrong': '浏览器不认识这个颜色。',
  'labels.colors': '颜色',
  'labels.color.blue': '蓝色',
  'labels.color.teal': '青色',
  'labels.color.green': '绿色',
  'labels.color.yellow': '黄色',
  'labels.color.orange': '橙色',
  'labels.color.red': '红色',
  'labels.color.pink': '粉色',
  'labels.color.purple': '紫色',
  'labels.color.brown': '棕色',
  'labels.color.grey': '灰色',
  'labels.preview': '效果：',
  'labels.empty.title': '还没有标记',
  'labels.empty.words': '标记是带颜色的词语，可以贴在制品上，例如“已审核”或“已弃用”，也可以用来搜索。',
  'labels.delete': '删除标记',
  'labels.deleteWords': '标记将被删除，并从所有带有它的制品上移除。制品本身会保留。',
}
