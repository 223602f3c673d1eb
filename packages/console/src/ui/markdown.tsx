// Markdown that people wrote: no HTML of theirs, and no images, which would come from other hosts; links instead.
import { Anchor, Skeleton, Text, Typography } from '@mantine/core'
import { Component, lazy, type ReactNode, Suspense, useMemo } from 'react'
import type { Components, Options } from 'react-markdown'
import { isIntricate, leadsOn } from './markdown-rules.ts'

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

interface Node {
  readonly type: string
  tagName?: string
  readonly children?: readonly Node[]
}

/** The page has the first heading: what is written begins with the second, and skips no level (WCAG 2.2 §1.3.1). */
function levelHeadings() {
  return (tree: Node) => {
    const headings = headingsIn(tree)
    const highest = Math.min(...headings.map(levelOf))
    let last = 1
    for (const heading of headings) {
      last = Math.min(levelOf(heading) - highest + 2, last + 1, 6)
      heading.tagName = `h${last}`
    }
  }
}

function headingsIn(node: Node): Node[] {
  const own = node.type === 'element' && /^h[1-6]$/.test(node.tagName ?? '') ? [node] : []
  return [...own, ...(node.children ?? []).flatMap(headingsIn)]
}

function levelOf({ tagName }: Node): number {
  return Number(tagName?.[1])
}

const Written = lazy(async () => {
  const [{ default: ReactMarkdown }, { default: remarkGfm }] = await Promise.all([
    import('react-markdown'),
    import('remark-gfm'),
  ])
  const options: Options = { components, remarkPlugins: [remarkGfm], rehypePlugins: [levelHeadings] }
  return {
    default: ({ text }: { readonly text: string }) => <ReactMarkdown {...options}>{text}</ReactMarkdown>,
  }
})

export function Markdown({ text }: { readonly text: string }) {
  const plain = useMemo(() => isIntricate(text), [text])
  const asWritten = <Text className="as-written long-name">{text}</Text>
  if (plain) return asWritten
  return (
    <OrElse key={text} shown={asWritten}>
      <Suspense fallback={<Skeleton height={120} aria-busy="true" />}>
        <Typography className="markdown long-name">
          <Written text={text} />
        </Typography>
      </Suspense>
    </OrElse>
  )
}

interface OrElseProps {
  readonly shown: ReactNode
  readonly children: ReactNode
}

/** What cannot be laid out takes no more than its own place from the page: emphasis within emphasis fills a stack. */
class OrElse extends Component<OrElseProps, { readonly failed: boolean }> {
  static getDerivedStateFromError() {
    return { failed: true }
  }

  override state = { failed: false }

  override render() {
    return this.state.failed ? this.props.shown : this.props.children
  }
}

function Outside({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  if (!leadsOn(address, window.location.href)) return <span>{children}</span>
  return (
    <Anchor href={address} rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  )
}
