// Repositories, and one repository.
export const repositories = {
  'repositories.title': 'Repositories',
  'repositories.name': 'Repository',
  'repositories.artifacts': 'Artifacts',
  'repositories.pulls': 'Pulls',
  'repositories.updated': 'Last change',
  'repositories.empty.title': 'Push your first image',
  'repositories.empty.words': 'Whatever you push appears here at once.',
} as const
