// What was found, as a list that keys move through while the field keeps the focus.
import { ScrollArea, Text } from '@mantine/core'
import type { MouseEvent } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'
import type { SearchItem } from './search-items.tsx'
import type { SearchSection } from './search-sections.tsx'

export interface FoundListProps {
  readonly id: string
  readonly sections: readonly SearchSection[]
  readonly active: number
  readonly onPoint: (index: number) => void
  readonly onChoose: (item: SearchItem, event: MouseEvent) => void
}

export function FoundList({ id, sections, active, onPoint, onChoose }: FoundListProps) {
  const { t } = useWords()
  let index = 0
  return (
    <ScrollArea.Autosize mah="60vh" type="auto">
      <div id={id} role="listbox" aria-label={t('search.results')}>
        {sections.map(({ words, items }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of a listbox's options (ARIA 1.2)
          <div key={words} role="group" aria-label={t(words)}>
            <Text size="xs" c="dimmed" fw={600} px="xs" pt="xs" pb={4} aria-hidden="true">
              {t(words)}
            </Text>
            {items.map((item) => {
              const own = index++
              return (
                <Option
                  key={item.key}
                  id={`${id}-${own}`}
                  item={item}
                  selected={own === active}
                  onPoint={() => onPoint(own)}
                  onChoose={onChoose}
                />
              )
            })}
          </div>
        ))}
      </div>
    </ScrollArea.Autosize>
  )
}

interface OptionProps {
  readonly id: string
  readonly item: SearchItem
  readonly selected: boolean
  readonly onPoint: () => void
  readonly onChoose: (item: SearchItem, event: MouseEvent) => void
}

function Option({ id, item, selected, onPoint, onChoose }: OptionProps) {
  return (
    <a
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      className="found"
      href={item.href || undefined}
      onMouseMove={onPoint}
      onClick={(event) => onChoose(item, event)}
    >
      <Icon name={item.icon} />
      <span>
        {item.title}
        {item.detail && (
          <Text span display="block" size="sm" c="dimmed">
            {item.detail}
          </Text>
        )}
      </span>
    </a>
  )
}
