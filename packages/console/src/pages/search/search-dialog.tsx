// The search that opens from everywhere: what is typed is looked for at once, and keys alone lead there.
import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { defaultStringifySearch, useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useState } from 'react'
import { useCurrentUser } from '../../app/session.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'
import { FoundList } from './found-list.tsx'
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts'
import type { SearchItem } from './search-items.tsx'
import { type SearchSection, useSearchSections } from './search-sections.tsx'

/** How long typing must rest before anything is asked, in milliseconds. */
const pause = 180

export interface SearchDialogProps {
  /** What was typed before the field was there. */
  readonly typedAhead: () => string
  readonly onClose: () => void
}

export function SearchDialog({ typedAhead, onClose }: SearchDialogProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), pause)
  const found = useSearchSections(wanted)
  const recent = useRecent(setText)
  const username = useCurrentUser()?.username
  const router = useRouter()
  const open = (href: string) => {
    rememberSearch(username, text)
    onClose()
    router.history.push(href)
  }
  const typed = text.trim() !== ''
  const sections = typed ? [...found.sections, ...allOf(wanted, t)] : recent.sections
  const items = sections.flatMap((section) => section.items)
  const list = useActiveItem(items, `${wanted} ${typed}`)
  const choose = (item: SearchItem | undefined) => {
    if (item && !recent.take(item)) open(item.href)
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return // of a word that is not whole yet, as in Chinese
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (step !== undefined) list.move(step)
    // What is shown is of an earlier text until typing rests.
    else if (!typed || wanted === text.trim()) choose(items[list.active])
  }
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size="lg"
      padding="sm"
      attributes={{ content: { 'aria-label': t('search.title') } }}
    >
      <Stack gap="sm">
        <TextInput
          size="md"
          data-autofocus
          value={text}
          aria-label={t('search.field')}
          placeholder={t('search.placeholder')}
          leftSection={<Icon name="search" />}
          rightSection={
            <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}>
              <Icon name="close" size={16} />
            </ActionIcon>
          }
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={items.length > 0}
          aria-controls={items.length > 0 ? list.id : undefined}
          aria-activedescendant={items.length > 0 ? `${list.id}-${list.active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onFocus={() => setText((now) => now + typedAhead())}
          onKeyDown={pressed}
        />
        <div>
          <Told text={wanted} typed={typed} count={items.length} {...found} />
          {items.length > 0 && (
            <FoundList
              id={list.id}
              sections={sections}
              active={list.active}
              onPoint={list.point}
              onChoose={(item, event) => {
                if (opensElsewhere(event)) return
                event.preventDefault()
                choose(item)
              }}
            />
          )}
        </div>
        {!typed && recent.sections.length > 0 && (
          <Group justify="flex-end">
            <Button size="compact-sm" variant="subtle" color="gray" onClick={recent.forget}>
              {t('search.recent.clear')}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}

interface ToldProps {
  readonly text: string
  readonly typed: boolean
  readonly count: number
  readonly sections: readonly SearchSection[]
  readonly searching: boolean
  readonly error: Error | null
}

/** How it stands, also for those who hear it. */
function Told({ text, typed, count, sections, searching, error }: ToldProps) {
  const { t, many } = useWords()
  if (error && typed) return <FailureNotice error={error} />
  const nothing = typed && text !== '' && !searching && sections.length === 0
  return (
    <div aria-live="polite" aria-busy={searching}>
      {!typed && count === 0 && <Text c="dimmed">{t('search.start')}</Text>}
      {nothing && (
        <Stack gap={4}>
          <Text className="long-name">{t('search.nothing', { text })}</Text>
          <Text size="sm" c="dimmed">
            {t('search.nothing.advice')}
          </Text>
        </Stack>
      )}
      {typed && !nothing && (
        <VisuallyHidden>
          {searching ? t('search.searching') : many('search.found', Math.max(0, count - 1))}
        </VisuallyHidden>
      )}
    </div>
  )
}

/** The way to the page of all results. */
function allOf(text: string, t: ReturnType<typeof useWords>['t']): SearchSection[] {
  if (text === '') return []
  const href = `/search${defaultStringifySearch({ q: text })}`
  return [
    {
      words: 'search.results',
      items: [{ key: 'all', icon: 'search', title: t('search.all', { text }), href }],
    },
  ]
}

function useActiveItem(items: readonly SearchItem[], question: string) {
  const id = useId()
  const [active, setActive] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results begin at their first
  useEffect(() => setActive(0), [question])
  const shown = Math.min(active, Math.max(0, items.length - 1))
  useEffect(() => {
    document.getElementById(`${id}-${shown}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, shown])
  return {
    id,
    active: shown,
    point: setActive,
    move: (step: number) => items.length > 0 && setActive((shown + step + items.length) % items.length),
  }
}

/** What was looked for before: choosing one looks for it again. */
function useRecent(search: (text: string) => void) {
  const username = useCurrentUser()?.username
  const [forgotten, setForgotten] = useState(false)
  const texts = forgotten ? [] : recentSearches(username)
  const items = texts.map(
    (text): SearchItem => ({ key: `recent ${text}`, icon: 'clock', title: text, href: '' }),
  )
  const sections: SearchSection[] = items.length === 0 ? [] : [{ words: 'search.group.recent', items }]
  return {
    sections,
    take: ({ key }: SearchItem) => {
      const text = texts.find((each) => key === `recent ${each}`)
      if (text !== undefined) search(text)
      return text !== undefined
    },
    forget: () => {
      forgetSearches(username)
      setForgotten(true)
    },
  }
}

/** A new tab or window, as with every link. */
function opensElsewhere({ button, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return button !== 0 || ctrlKey || metaKey || shiftKey
}
