// What has happened to a repository, for those who may read the project's log.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { LogTable } from '../../log/log-table.tsx'
import { List, Nothing, pageOf, pageSize } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/repositories/$')

export function ActivityTab({ repository }: { readonly repository: string }) {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { page = 1 } = search
  const { project_name } = repositoryParams(repository)
  const log = useQuery({
    queryKey: ['activity', repository, { page }],
    queryFn: () =>
      api.getLogExts({
        params: { project_name },
        query: { page, page_size: pageSize, q: `repository=${repository}` },
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <List
      search={search}
      onSearch={(next) => navigate({ search: { ...next } })}
      {...pageOf(log)}
      empty={<Nothing>{t('repositories.activity.empty')}</Nothing>}
      minWidth={280}
      unfiltered
    >
      <LogTable entries={log.data?.body} />
    </List>
  )
}
