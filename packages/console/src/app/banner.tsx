// A notice of the administrators for everybody, above every page.
import { Alert, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useReducer, useState } from 'react'
import { Icon, type IconName } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import { type BannerMessage, type BannerType, isShownAt, nextChange, parseBanner } from './banner-message.ts'
import { systemInfo } from './system-info.ts'

/** The one that somebody has read: it is everybody's, and tells nothing of them. */
const closedKey = 'entrepot.banner.closed'
/** No timer takes more. */
const longestWait = 2_000_000_000

export function Banner() {
  const text = useQuery(systemInfo).data?.banner_message ?? ''
  const [closed, setClosed] = useState(() => localStorage.getItem(closedKey))
  const banner = parseBanner(text)
  const isShown = useShown(banner)
  if (!isShown || (banner.closable && closed === text)) return null
  const close = () => {
    localStorage.setItem(closedKey, text)
    setClosed(text)
    document.getElementById('main')?.focus()
  }
  return <BannerNotice above banner={banner} {...(banner.closable && { onClose: close })} />
}

export interface BannerNoticeProps {
  readonly banner: BannerMessage
  readonly onClose?: () => void
  /** Over a page, as wide as it is. */
  readonly above?: boolean
}

export function BannerNotice({ banner: { message, type }, onClose, above = false }: BannerNoticeProps) {
  const { t } = useWords()
  return (
    <Alert
      color={looks[type].color}
      icon={<Icon name={looks[type].icon} />}
      role="note"
      className={above ? 'long-name page' : 'long-name'}
      mb={above ? 'lg' : 0}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={t('banner.close')}
      {...(onClose && { onClose })}
    >
      <VisuallyHidden>{t(`banner.${type}`)}: </VisuallyHidden>
      {message.trim()}
    </Alert>
  )
}

/** Told apart by their icons too. */
const looks: Readonly<Record<BannerType, { readonly color: string; readonly icon: IconName }>> = {
  info: { color: 'blue', icon: 'info' },
  warning: { color: 'yellow', icon: 'alert' },
  danger: { color: 'red', icon: 'stop' },
  success: { color: 'teal', icon: 'check' },
}

/** It comes and goes at its time, also on a page that is not touched. */
function useShown(banner: BannerMessage): boolean {
  const [, lookAgain] = useReducer((looks: number) => looks + 1, 0)
  const now = Date.now()
  const next = nextChange(banner, now)
  useEffect(() => {
    if (next === undefined) return
    const timer = setTimeout(lookAgain, Math.min(next - Date.now() + 1, longestWait))
    return () => clearTimeout(timer)
  })
  return isShownAt(banner, now)
}
