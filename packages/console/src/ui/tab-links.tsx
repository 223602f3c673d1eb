// The tabs of a page, each an address of its own.
import { Link, type LinkProps, useRouterState } from '@tanstack/react-router'
import { useCurrentTabInView } from './use-current-tab-in-view.ts'

export interface TabLink {
  readonly label: string
  readonly link: Pick<LinkProps, 'to' | 'params'>
}

export function TabLinks({ label, tabs }: { readonly label: string; readonly tabs: readonly TabLink[] }) {
  const line = useCurrentTabInView(
    `${useRouterState({ select: (state) => state.location.pathname })} ${tabs.length}`,
  )
  return (
    <nav ref={line} aria-label={label} className="tab-links">
      {tabs.map((tab) => (
        <Link key={tab.label} {...(tab.link as LinkProps)} className="tab-link">
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
