// The server's settings at run time: read as a whole, changed by what differs.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import type { FieldName } from './setting-fields.ts'

const settings = queryOptions({
  queryKey: ['settings'],
  queryFn: async () => (await api.getConfigurations()).body,
})

export type Settings = Awaited<ReturnType<typeof api.getConfigurations>>['body']
export type SettingValue = string | number | boolean
export type Changes = Readonly<Partial<Record<FieldName, SettingValue>>>

type ChangeRequest = NonNullable<NonNullable<Parameters<typeof api.updateConfigurations>[0]>['body']>

export function useSettings() {
  return useQuery(settings)
}

export function useChangeSettings() {
  const queries = useQueryClient()
  return async (changes: Changes) => {
    // Each field's form has values of the field's own kind; the server checks them in any case.
    await api.updateConfigurations({ body: changes as ChangeRequest })
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['settings'] }),
      queries.invalidateQueries({ queryKey: ['system'] }),
    ])
  }
}

/** What a form shows of a setting: secrets never come out. */
export function shownValue(all: Settings, name: FieldName): SettingValue {
  const item = name === 'ldap_search_password' || name === 'oidc_client_secret' ? undefined : all[name]
  return item?.value ?? ''
}

export function isEditable(all: Settings, name: FieldName): boolean {
  const item = name === 'ldap_search_password' || name === 'oidc_client_secret' ? undefined : all[name]
  return item?.editable ?? true
}
