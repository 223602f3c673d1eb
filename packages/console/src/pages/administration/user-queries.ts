// What the pages of one account ask.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api.ts'

export const accountOf = (user_id: number) =>
  queryOptions({
    queryKey: ['user', user_id],
    queryFn: async () => (await api.getUser({ params: { user_id } })).body,
  })

export const holdingsOf = (user_id: number) =>
  queryOptions({
    queryKey: ['user', user_id, 'holdings'],
    queryFn: async () => (await api.getUserHoldings({ params: { user_id } })).body,
  })
