// Finding things.
export const search = {} as const
