// A notice of the administrators for everybody, above every page.
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { systemInfo } from './system-info.ts'

export function Banner() {
  const info = useQuery(systemInfo)
  const message = wordsOf(info.data?.banner_message ?? '')
  if (message === '') return null
  return (
    <Alert variant="default" mb="lg" role="note" className="long-name page">
      {message}
    </Alert>
  )
}

/** Harbor's own console keeps an object there, with the words in it. */
function wordsOf(banner: string): string {
  if (!banner.startsWith('{')) return banner.trim()
  try {
    const { message } = JSON.parse(banner) as { message?: unknown }
    return typeof message === 'string' ? message.trim() : ''
  } catch {
    return banner
  }
}
