// What has happened.
export const activity = {} as const
