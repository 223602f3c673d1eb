// What the server says of itself to everybody; asked for once, whoever on a page needs it.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const systemInfo = queryOptions({
  queryKey: ['system', 'info'],
  queryFn: async () => (await api.getSystemInfo()).body,
  staleTime: 60_000,
})
