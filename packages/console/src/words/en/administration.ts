// The administration.
export const administration = {} as const
