// What one operation of the management API is made of, and the types that follow from it.
import type { z } from 'zod'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Answer {
  readonly words: string
  /** Absent: the answer has no body. */
  readonly body?: z.ZodType
  /** `application/json` unless it says otherwise. */
  readonly mediaType?: string
  readonly headers?: readonly string[]
  /** The body comes piece by piece, and callers are given it so; its schema is of the whole. */
  readonly stream?: true
  /** A failure with a body of the operation's own, which its handler gives like a success. */
  readonly answered?: true
}

export interface Route {
  readonly method: Method
  /** In OpenAPI's form, from the API's base on: `/projects/{project_name_or_id}`. */
  readonly path: string
  readonly area: string
  readonly summary: string
  /** What a reader of the summary still wants to know. */
  readonly description?: string
  /** `none`: credentials are not looked at; `optional`: anonymous callers get less; `required`: they get 401. */
  readonly auth: 'none' | 'optional' | 'required'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly body?: z.ZodType
  /** Successes, and the failures that the operation itself may answer. */
  readonly responses: Readonly<Record<number, Answer>>
}

type Success = 200 | 201 | 202
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Given<S> = S extends z.ZodType ? z.input<S> : undefined

/** What a handler is given: each part parsed by the route's schema. */
export interface RouteInput<R extends Route> {
  readonly params: Parsed<R['params']>
  readonly query: Parsed<R['query']>
  readonly headers: Parsed<R['headers']>
  readonly body: Parsed<R['body']>
}

/** What a caller gives; parts that the route does not have, or that may be empty, may be left out. */
export type RouteRequest<R extends Route> = Part<'params', R['params']> &
  Part<'query', R['query']> &
  Part<'headers', R['headers']> &
  Part<'body', R['body']>

type Part<Name extends string, S> = [Given<S>] extends [undefined]
  ? { readonly [K in Name]?: undefined }
  : Record<never, never> extends Given<S>
    ? { readonly [K in Name]?: Given<S> }
    : { readonly [K in Name]: Given<S> }

type Answered<R extends Route, S extends keyof R['responses']> = S extends Success
  ? S
  : R['responses'][S] extends { readonly answered: true }
    ? S
    : never

type BodyOf<A> = A extends { readonly stream: true }
  ? ReadableStream<Uint8Array>
  : A extends { readonly body: infer B extends z.ZodType }
    ? z.output<B>
    : undefined

/** One of the route's successes, or of the failures that have a body of their own. */
export type RouteAnswer<R extends Route> = Answers<R>[keyof Answers<R>]

type Answers<R extends Route> = {
  [S in keyof R['responses'] as Answered<R, S>]: {
    readonly status: S
    readonly body: BodyOf<R['responses'][S]>
  }
}
