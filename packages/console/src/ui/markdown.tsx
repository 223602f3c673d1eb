// Markdown that people wrote: no HTML of theirs, and no images, which would come from other hosts; links instead.
import { Alert, Anchor, Skeleton, Stack, Text, Typography } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Components } from 'hast-util-to-jsx-runtime'
import { type ReactElement, type ReactNode, useDeferredValue } from 'react'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'
import { useWords } from '../words/words.tsx'
import { layOut } from './markdown-layout.ts'
import { leadsOn } from './markdown-rules.ts'

const components: Components = {
  img: ({ src, alt }) => {
    const address = String(src ?? '')
    return <Outside address={address}>{alt || address}</Outside>
  },
  a: ({ href = '', children }) => <Outside address={href}>{children}</Outside>,
  // A wide table scrolls in itself, also by the keyboard.
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className="markdown-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
}

const query = (text: string) =>
  queryOptions({
    queryKey: ['markdown', text],
    queryFn: () => elementsOf(text),
    // The same text is the same for ever; what is asked is the browser itself.
    staleTime: 'static',
    networkMode: 'always',
    retry: false,
    structuralSharing: false,
  })

/** @returns null for what is shown as it is written */
async function elementsOf(text: string): Promise<ReactElement | null> {
  const [{ toJsxRuntime }, tree] = await Promise.all([import('hast-util-to-jsx-runtime'), layOut(text)])
  return tree && toJsxRuntime(tree, { Fragment, components, jsx, jsxs })
}

export function Markdown({ text }: { readonly text: string }) {
  const { data, error, isPending } = useQuery(query(text))
  // What is long is built while the page goes on answering.
  const elements = useDeferredValue(error ? null : data)
  if (isPending || elements === undefined) return <Skeleton height={120} aria-busy="true" />
  if (!elements) return <AsWritten text={text} />
  return <Typography className="markdown long-name">{elements}</Typography>
}

function AsWritten({ text }: { readonly text: string }) {
  const { t } = useWords()
  return (
    <Stack>
      <Alert variant="default" role="note">
        {t('common.asWritten')}
      </Alert>
      <Text className="as-written long-name">{text}</Text>
    </Stack>
  )
}

function Outside({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  if (!leadsOn(address, window.location.href)) return <span>{children}</span>
  return (
    <Anchor href={address} rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  )
}
