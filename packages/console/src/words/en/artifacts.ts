// One artifact.
export const artifacts = {} as const
