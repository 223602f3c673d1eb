// The console's entry: providers around the router.
import '@mantine/core/styles.layer.css'
import './ui/console.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { mayRetry } from './api.ts'
import { createConsoleRouter } from './app/router.tsx'
import { theme } from './ui/theme.ts'
import { WordsProvider } from './words/words.tsx'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, staleTime: 10_000 } },
})
const router = createConsoleRouter(queries)
const root = document.getElementById('console') as HTMLElement

createRoot(root).render(
  <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => root.dataset.nonce ?? ''}>
    <WordsProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </WordsProvider>
  </MantineProvider>,
)
