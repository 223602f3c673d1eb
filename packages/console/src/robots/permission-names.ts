// Resources and actions in words; what has none is shown as the API names it.
import type { WordKey, Words } from '../words/words.tsx'

const resources: Readonly<Record<string, WordKey>> = {
  repository: 'robots.resource.repository',
  artifact: 'robots.resource.artifact',
  tag: 'robots.resource.tag',
  'artifact-label': 'robots.resource.artifactLabel',
  'artifact-addition': 'robots.resource.artifactAddition',
  accessory: 'robots.resource.accessory',
  label: 'robots.resource.label',
  project: 'robots.resource.project',
  metadata: 'robots.resource.metadata',
  member: 'robots.resource.member',
  robot: 'robots.resource.robot',
  log: 'robots.resource.log',
  quota: 'robots.resource.quota',
  user: 'robots.resource.user',
  'user-group': 'robots.resource.userGroup',
  'ldap-user': 'robots.resource.ldapUser',
  'audit-log': 'robots.resource.auditLog',
  'purge-audit': 'robots.resource.purgeAudit',
  catalog: 'robots.resource.catalog',
  'system-volumes': 'robots.resource.systemVolumes',
  'garbage-collection': 'robots.resource.garbageCollection',
}

const actions: Readonly<Record<string, WordKey>> = {
  read: 'robots.action.read',
  list: 'robots.action.list',
  create: 'robots.action.create',
  update: 'robots.action.update',
  delete: 'robots.action.delete',
  pull: 'robots.action.pull',
  push: 'robots.action.push',
  stop: 'robots.action.stop',
  operate: 'robots.action.operate',
}

export function resourceWords(resource: string, t: Words['t']): string {
  const key = resources[resource]
  return key === undefined ? resource : t(key)
}

export function actionWords(action: string, t: Words['t']): string {
  const key = actions[action]
  return key === undefined ? action : t(key)
}
