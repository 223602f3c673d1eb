// What many operations share: errors, lists, the forms of a project's and a repository's address.
import { z } from 'zod'
import type { Answer } from './route.ts'

const ErrorModel = z
  .object({
    code: z.string().meta({ description: 'A word for programs, such as `NOT_FOUND`.' }),
    message: z.string().meta({ description: 'A sentence for people.' }),
  })
  .meta({ id: 'Error' })

export const Errors = z.object({ errors: z.array(ErrorModel) }).meta({ id: 'Errors' })

const failureWords = {
  400: 'The request makes no sense as it is; the message says why.',
  401: 'The operation needs credentials, or they are wrong.',
  403: 'The caller may not do this. What the caller may not see is answered so too, whether it exists or not.',
  404: 'There is no such thing.',
  409: 'Something with this name exists already.',
  412: 'The state of the thing does not allow this.',
  415: 'The body is not `application/json`.',
  422: 'A parameter or the body does not follow its schema; the message lists what is wrong.',
} as const

type FailureStatus = keyof typeof failureWords

/** The failures of a route, all of one shape. */
export function failures<const S extends readonly FailureStatus[]>(
  ...statuses: S
): { readonly [K in S[number]]: Answer } {
  const entries = statuses.map((status) => [status, { words: failureWords[status], body: Errors }])
  return Object.fromEntries(entries) as { [K in S[number]]: Answer }
}

export const done = { 200: { words: 'Done.' } } as const

/** Made; `Location` names it by its path. */
export const created = { 201: { words: 'Created.', headers: ['Location'] } } as const

/** One page of a list. */
export function pageOf<B extends z.ZodType>(item: B) {
  const body = z.array(item)
  return {
    200: {
      words: 'A page of the list. `X-Total-Count` counts all pages; `Link` names the previous and the next.',
      body,
      headers: ['X-Total-Count', 'Link'],
    },
  } as const
}

const integer = () => z.int().meta({ format: 'int64' })

export const paging = {
  page: integer().min(0).default(1).meta({ description: 'The page, from 1 on.' }),
  page_size: integer()
    .min(0)
    .max(100)
    .default(10)
    .meta({ description: 'Entries of a page; 0 means as many as a page may have.' }),
}

export const listing = {
  q: z
    .string()
    .optional()
    .meta({
      description:
        'Filters, joined by commas: `field=value` exact, `field=~value` within, `field=[min~max]` a range, ' +
        '`field={a b}` any of, `field=(a b)` all of. Fields that the list does not have are ignored.',
    }),
  sort: z.string().optional().meta({
    description: 'Fields to sort by, joined by commas, `-` before one for descending order.',
  }),
  ...paging,
}

/** A time in UTC, such as `2026-03-01T12:00:00.000Z`. */
export const time = z.string().meta({ format: 'date-time' })
export const id = integer()
/** A whole number that Harbor's contract gives no width. */
export const count = z.int()

export const projectParams = z.object({
  project_name_or_id: z
    .string()
    .meta({ description: 'The name or the id of the project.', examples: ['library'] }),
})
export const projectHeaders = z.object({
  'X-Is-Resource-Name': z.boolean().default(false).meta({
    description: 'With `true`, the project is named by its name even if that consists of digits.',
  }),
})

export const projectNameParams = z.object({
  project_name: z.string().meta({ description: 'The name of the project.', examples: ['library'] }),
})
export const repositoryParams = projectNameParams.extend({
  repository_name: z.string().meta({
    description:
      'The name of the repository within its project. A slash in it is encoded twice (`a%252Fb`); once works too.',
    examples: ['nginx'],
  }),
})
export const artifactParams = repositoryParams.extend({
  reference: z.string().meta({ description: 'A digest, or a tag.', examples: ['latest'] }),
})
