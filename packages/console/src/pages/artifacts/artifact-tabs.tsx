// The parts of an artifact's page; which one is shown is in the address.
import { Badge, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCurrentTabInView } from '../../ui/use-current-tab-in-view.ts'
import { useWords, type WordKey } from '../../words/words.tsx'
import { DependenciesTab, FilesTab, ReadmeTab, TextTab } from './addition-tabs.tsx'
import type { ArtifactTabProps } from './artifact-props.ts'
import { type AdditionName, mostArtifacts, usageQuery } from './artifact-queries.ts'
import { BuildTab } from './build-tab.tsx'
import { CompareTab } from './compare-tab.tsx'
import { LayersTab } from './layers-tab.tsx'
import { ManifestTab } from './manifest-tab.tsx'
import { PlatformsTab } from './platforms-tab.tsx'
import { ReferrersTab } from './referrers-tab.tsx'
import { HistoryTab } from './tag-history.tsx'
import { useArtifactSearch } from './use-artifact-search.ts'

interface Tab {
  readonly name: string
  readonly words: WordKey
  readonly count?: number | undefined
  /** There are more than were counted. */
  readonly orMore?: boolean
  readonly content: () => ReactNode
}

export function ArtifactTabs(props: ArtifactTabProps) {
  const { t } = useWords()
  const { search, go } = useArtifactSearch()
  const tabs = useTabs(props)
  const [first] = tabs
  const shown = tabs.find(({ name }) => name === search.tab) ?? (first as Tab)
  const line = useCurrentTabInView(shown.name)
  return (
    <Tabs
      value={shown.name}
      onChange={(name) => {
        const tab = name === first?.name ? undefined : (name ?? undefined)
        go({ tab, compare: undefined, platform: undefined, page: undefined })
      }}
      keepMounted={false}
    >
      <Tabs.List ref={line} mb="md">
        {tabs.map(({ name, words, count = 0, orMore }) => (
          <Tabs.Tab
            key={name}
            value={name}
            rightSection={count > 0 && <Count count={count} orMore={orMore} />}
          >
            {t(words)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, content }) => (
        <Tabs.Panel key={name} value={name}>
          {name === shown.name && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

function Count({ count, orMore }: { readonly count: number; readonly orMore?: boolean | undefined }) {
  return (
    <Badge size="sm" variant="default">
      {count}
      {orMore && '+'}
    </Badge>
  )
}

/** Those of the additions that have one; in this order, before what every artifact has. */
const additions: Readonly<Partial<Record<AdditionName, WordKey>>> = {
  'readme.md': 'artifacts.tab.readme',
  'values.yaml': 'artifacts.tab.values',
  dependencies: 'artifacts.tab.dependencies',
  license: 'artifacts.tab.license',
  files: 'artifacts.tab.files',
}

function useTabs(props: ArtifactTabProps): Tab[] {
  const { repository, artifact } = props
  const usage = useQuery(usageQuery(repository, artifact.digest))
  const referrers = usage.data?.artifacts.filter(({ role }) => role === 'referrer').length
  const links = artifact.addition_links ?? {}
  const isIndex = artifact.references !== null
  const ofAdditions = Object.entries(additions)
    .filter(([name]) => name in links)
    .map(([name, words]) => ({
      ...{ name, words },
      content: () => <AdditionTab {...props} addition={name as AdditionName} />,
    }))
  return [
    ...(isIndex ? [tab('platforms', 'artifacts.tab.platforms', () => <PlatformsTab {...props} />)] : []),
    ...ofAdditions,
    tab('layers', 'artifacts.tab.layers', () => <LayersTab {...props} />),
    ...('build_history' in links ? [tab('build', 'artifacts.tab.build', () => <BuildTab {...props} />)] : []),
    {
      ...tab('referrers', 'artifacts.tab.referrers', () => <ReferrersTab {...props} />),
      ...{ count: referrers, orMore: usage.data?.artifacts.length === mostArtifacts },
    },
    tab('manifest', 'artifacts.tab.manifest', () => <ManifestTab {...props} />),
    tab('history', 'artifacts.tab.history', () => <HistoryTab {...props} />),
    tab('compare', 'artifacts.tab.compare', () => <CompareTab {...props} />),
  ]
}

function tab(name: string, words: WordKey, content: () => ReactNode): Tab {
  return { name, words, content }
}

function AdditionTab({ addition, ...props }: ArtifactTabProps & { readonly addition: AdditionName }) {
  if (addition === 'readme.md') return <ReadmeTab {...props} />
  if (addition === 'dependencies') return <DependenciesTab {...props} />
  if (addition === 'files') return <FilesTab {...props} />
  return <TextTab {...props} addition={addition} />
}
