// `npm run console`: builds the console where it has changed; `npm start` does so first.
import { dirname } from 'node:path'
import { buildConsole } from './build/console.ts'

await buildConsole(dirname(import.meta.dir))
