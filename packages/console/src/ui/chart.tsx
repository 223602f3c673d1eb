// A picture of numbers, drawn by a library that is fetched with the first one; the same numbers are a table for whoever prefers it.
import { Box, Button, Group, Skeleton, Stack, useComputedColorScheme } from '@mantine/core'
import type { EChartsCoreOption } from 'echarts/core'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useWords } from '../words/words.tsx'

/** Of the scheme that is shown. */
export interface ChartColors {
  readonly text: string
  readonly soft: string
  readonly line: string
  readonly ground: string
  /** Told apart by their lightness too. */
  readonly series: readonly [string, string]
}

export interface ChartProps {
  /** What the picture shows, for those who cannot see it. */
  readonly label: string
  /** In pixels. */
  readonly height: number
  /** Keep it between renderings (`useCallback`): each new one is drawn anew. */
  readonly option: (colors: ChartColors) => EChartsCoreOption
  /** The same numbers. */
  readonly table: ReactNode
  /** Beside the switch between picture and table. */
  readonly tools?: ReactNode
}

export function Chart({ label, height, option, table, tools }: ChartProps) {
  const { t } = useWords()
  const [asTable, setAsTable] = useState(false)
  // The library may be gone from a server that has been upgraded since: the numbers are not.
  const giveUp = useCallback(() => setAsTable(true), [])
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="xs">{tools}</Group>
        <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'activity.chart.picture' : 'activity.chart.table')}
        </Button>
      </Group>
      {asTable ? table : <Drawing {...{ label, height, option, giveUp }} />}
    </Stack>
  )
}

interface DrawingProps extends Pick<ChartProps, 'label' | 'height' | 'option'> {
  readonly giveUp: () => void
}

function Drawing({ label, height, option, giveUp }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState(false)
  const scheme = useComputedColorScheme('light')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => {
    let stop = () => {}
    let gone = false
    const draw = ({ init }: typeof import('./echarts-parts.ts')) => {
      if (gone || !box.current) return
      const chart = init(box.current)
      chart.setOption({ animation: false, ...option(colorsNow()) })
      const resizing = new ResizeObserver(() => chart.resize())
      resizing.observe(box.current)
      stop = () => {
        resizing.disconnect()
        chart.dispose()
      }
      setDrawn(true)
    }
    import('./echarts-parts.ts').then(draw, giveUp)
    return () => {
      gone = true
      stop()
    }
  }, [option, scheme, giveUp])
  return (
    <Box pos="relative" h={height}>
      {!drawn && <Skeleton h={height} pos="absolute" aria-busy="true" />}
      <Box ref={box} h={height} role="img" aria-label={label} />
    </Box>
  )
}

function colorsNow(): ChartColors {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--mantine-color-${name}`).trim()
  const isDark = document.documentElement.dataset.mantineColorScheme === 'dark'
  return {
    text: color('text'),
    soft: color('dimmed'),
    line: color('default-border'),
    ground: color('body'),
    series: isDark ? [color('harbour-4'), color('harbour-6')] : [color('harbour-8'), color('harbour-5')],
  }
}
