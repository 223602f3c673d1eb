// The tabs of a page, each an address of its own.
import { Link, type LinkProps } from '@tanstack/react-router'

export interface TabLink {
  readonly label: string
  readonly link: Pick<LinkProps, 'to' | 'params'>
}

export function TabLinks({ label, tabs }: { readonly label: string; readonly tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="tab-links">
      {tabs.map((tab) => (
        <Link key={tab.label} {...(tab.link as LinkProps)} className="tab-link">
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
