// The console's entry: providers around the router.
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
// All style sheets are named here: the page links the entry's own, and no other.
import './ui/console.css'
import './ui/card-rows.css'
import './pages/administration/administration.css'
import './pages/artifacts/artifacts.css'
import './pages/search/search.css'
import './robots/robots.css'
import './trust/trust.css'
import './ui/entries.css'
import './ui/markdown.css'
import './assets/emblem.svg'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { mayRetry } from './api.ts'
import { mendedPath } from './app/mended-path.ts'
import { createConsoleRouter } from './app/router.tsx'
import { cssVariables, theme } from './ui/theme.ts'
import { loadWords, WordsProvider } from './words/words.tsx'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, staleTime: 10_000 } },
})
const { pathname, search, hash } = window.location
if (mendedPath(pathname) !== pathname) {
  window.history.replaceState(null, '', `${mendedPath(pathname)}${search}${hash}`)
}
const router = createConsoleRouter()
const root = document.getElementById('console') as HTMLElement
const words = await loadWords()

// Dialogs hold the page still by a style element of a library that looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: root.dataset.nonce })

createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={() => root.dataset.nonce ?? ''}
  >
    <WordsProvider first={words}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </WordsProvider>
  </MantineProvider>,
)
