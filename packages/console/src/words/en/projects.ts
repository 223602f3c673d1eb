// Projects, and one project.
export const projects = {
  'projects.title': 'Projects',
  'projects.name': 'Project',
  'projects.access': 'Access',
  'projects.public': 'Public',
  'projects.private': 'Private',
  'projects.repositories': 'Repositories',
} as const
