// What the keys open, fetched once a page stands.
export { SearchDialog } from './search-dialog.tsx'
export { ShortcutsDialog } from './shortcuts-dialog.tsx'
