// Home, where people arrive.
export const home = {} as const
