// The built-in roles in projects.
export const roles = {
  'roles.projectAdmin': 'Project administrator',
  'roles.projectAdmin.words': 'Does everything in the project: members, robots, configuration, and its end.',
  'roles.maintainer': 'Maintainer',
  'roles.maintainer.words': 'Pulls and pushes, deletes what was pushed, and makes labels.',
  'roles.developer': 'Developer',
  'roles.developer.words': 'Pulls and pushes, and deletes nothing.',
  'roles.guest': 'Guest',
  'roles.guest.words': 'Pulls and looks at everything, members too.',
  'roles.limitedGuest': 'Limited guest',
  'roles.limitedGuest.words': 'Pulls, and does not see members, robots or labels.',
} as const
