// What an operator's command may ask of the running server, as it comes over the control socket.
import { z } from 'zod'

const username = z.string()
export const requestSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({
    action: z.literal('create'),
    ...{
      username,
      email: z.string(),
      realname: z.string(),
      password: z.string(),
      administrator: z.boolean(),
    },
  }),
  z.object({ action: z.literal('password'), username, password: z.string() }),
  z.object({ action: z.literal('admin'), username, administrator: z.boolean() }),
])

export type UserRequest = z.infer<typeof requestSchema>
