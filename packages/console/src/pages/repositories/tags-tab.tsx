// What a repository holds: a row for each artifact, with all of its tags.
import { Button, Checkbox, Switch, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { May } from '../../app/session.ts'
import { useSearchSteps } from '../../app/use-search-steps.ts'
import { Icon } from '../../ui/icon.tsx'
import { List, Nothing, pageOf, SortedColumn } from '../../ui/list.tsx'
import { SortChoice } from '../../ui/sort-choice.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { useWords } from '../../words/words.tsx'
import { type Artifact, artifactsQuery } from './artifact-queries.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import type { ReferenceSearch } from './repository-search.ts'
import { TagRow } from './tag-row.tsx'

const route = getRouteApi('/repositories/$')

type Chosen = ReadonlyMap<string, Artifact>
const nothing: Chosen = new Map()

export function TagsTab({ repository, may }: { readonly repository: string; readonly may: May }) {
  const [search, onSearch] = useSearchSteps(route)
  const list = useQuery(artifactsQuery(repository, search))
  const [chosen, choose] = useState(nothing)
  const [going, go] = useState<readonly Artifact[]>()
  const deletes = may('artifact', 'delete') || may('tag', 'delete')
  const rows = list.data?.body ?? []
  const sorting = { search: { sort: '-push_time', ...search }, onSearch }
  return (
    <>
      <List
        search={search}
        onSearch={onSearch}
        {...pageOf(list)}
        empty={<Untagged repository={repository} />}
        minWidth={280}
        tools={
          chosen.size > 0 ? (
            <Selection
              count={chosen.size}
              clear={() => choose(nothing)}
              go={() => go([...chosen.values()])}
            />
          ) : (
            <>
              {list.data?.total !== 0 && <Sorts {...sorting} />}
              <UntaggedSwitch search={search} onSearch={onSearch} />
            </>
          )
        }
      >
        <Table.Thead>
          <Table.Tr>
            {deletes && <PageChoice rows={rows} chosen={chosen} choose={choose} />}
            <Columns {...sorting} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((artifact) => (
            <TagRow
              key={artifact.digest}
              repository={repository}
              artifact={artifact}
              wanted={search.q ?? ''}
              pulled={/^-?pull_time$/.test(search.sort ?? '')}
              {...(deletes && {
                chosen: chosen.has(artifact.digest),
                onChoose: () => choose(toggled(chosen, [artifact])),
                onDelete: () => go([artifact]),
              })}
            />
          ))}
        </Table.Tbody>
      </List>
      {going && (
        <DeleteDialog
          repository={repository}
          artifacts={going}
          may={may}
          onClose={() => go(undefined)}
          onDone={() => choose(nothing)}
        />
      )}
    </>
  )
}

/** Those that are all there are taken out; else all are put in. */
function toggled(chosen: Chosen, rows: readonly Artifact[]): Chosen {
  const all = rows.every(({ digest }) => chosen.has(digest))
  const next = new Map(chosen)
  for (const row of rows) {
    if (all) next.delete(row.digest)
    else next.set(row.digest, row)
  }
  return next
}

interface PageChoiceProps {
  readonly rows: readonly Artifact[]
  readonly chosen: Chosen
  readonly choose: (chosen: Chosen) => void
}

function PageChoice({ rows, chosen, choose }: PageChoiceProps) {
  const { t } = useWords()
  // A card has a place for the words; the head of a narrow column has none.
  const isNarrow = useNarrow()
  const words = t('repositories.tags.selectPage')
  const here = rows.filter(({ digest }) => chosen.has(digest)).length
  return (
    <Table.Th w={36}>
      <Checkbox
        {...(isNarrow ? { label: words } : { 'aria-label': words })}
        checked={here > 0 && here === rows.length}
        indeterminate={here > 0 && here < rows.length}
        onChange={() => choose(toggled(chosen, rows))}
      />
    </Table.Th>
  )
}

interface Searching {
  readonly search: ReferenceSearch
  readonly onSearch: (search: ReferenceSearch) => void
}

/** On narrow screens the first column says in a line what the others would. */
function Columns(sorting: Searching) {
  const { t } = useWords()
  return (
    <>
      <SortedColumn
        {...sorting}
        field="version"
        label={t('repositories.tags.column')}
        descendingFirst
        className="main-column"
      />
      <Table.Th visibleFrom="md">{t('repositories.tags.platforms')}</Table.Th>
      <Table.Th visibleFrom="lg" className="nowrap">
        {t('repositories.tags.kind')}
      </Table.Th>
      <SortedColumn
        {...sorting}
        field="size"
        label={t('repositories.tags.size')}
        descendingFirst
        className="number mantine-visible-from-sm"
      />
      <SortedColumn
        {...sorting}
        field="push_time"
        label={t('repositories.tags.pushed')}
        descendingFirst
        className="nowrap mantine-visible-from-sm"
      />
      <SortedColumn
        {...sorting}
        field="pull_time"
        label={t('repositories.tags.pulled')}
        descendingFirst
        className="nowrap mantine-visible-from-lg"
      />
      <Table.Th visibleFrom="md">{t('repositories.tags.digest')}</Table.Th>
      <Table.Th>
        <span className="unseen">{t('common.actions')}</span>
      </Table.Th>
    </>
  )
}

/** All of them, as narrow screens have not all of the columns. */
function Sorts(sorting: Searching) {
  const { t } = useWords()
  const fields = [
    { field: 'version', label: t('repositories.tags.column') },
    { field: 'size', label: t('repositories.tags.size') },
    { field: 'push_time', label: t('repositories.tags.pushed') },
    { field: 'pull_time', label: t('repositories.tags.pulled') },
  ]
  return (
    <SortChoice
      {...sorting}
      hiddenFrom="lg"
      fields={fields.map((each) => ({ ...each, descendingFirst: true }))}
    />
  )
}

function UntaggedSwitch({ search, onSearch }: Searching) {
  const { t } = useWords()
  const { untagged, page: _, ...others } = search
  return (
    <Switch
      label={t('repositories.tags.showUntagged')}
      checked={untagged === true}
      // What has no tag is not found by one.
      disabled={search.q !== undefined}
      onChange={() => onSearch(untagged ? others : { ...others, untagged: true })}
    />
  )
}

interface SelectionProps {
  readonly count: number
  readonly clear: () => void
  readonly go: () => void
}

function Selection({ count, clear, go }: SelectionProps) {
  const { t, many } = useWords()
  return (
    <>
      <Text size="sm" role="status">
        {many('repositories.tags.selected', count)}
      </Text>
      <Button size="xs" variant="default" onClick={clear}>
        {t('repositories.tags.clear')}
      </Button>
      <Button size="xs" color="red.8" leftSection={<Icon name="trash" size={16} />} onClick={go}>
        {t('common.delete')}
      </Button>
    </>
  )
}

/** There is something, as the repository is shown; but it has no tag. */
function Untagged({ repository }: { readonly repository: string }) {
  const { t, many } = useWords()
  const all = useQuery(artifactsQuery(repository, { untagged: true })).data?.total ?? 0
  return (
    <Nothing>
      {t('repositories.tags.none')} {all > 0 && many('repositories.tags.noneButUntagged', all)}
    </Nothing>
  )
}
