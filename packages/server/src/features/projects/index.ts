// Projects and their repositories: the front door for other features.
export { Members } from './members.ts'
export { deleteMembershipsOf, deleteMembershipsOfGroup } from './members-store.ts'
export { type ProjectAddress, projectReference } from './project-address.ts'
export { privateTo, publicTo, type Viewer, visibleTo } from './project-list-store.ts'
export { projectNameProblem } from './project-name.ts'
export { present as presentProject } from './project-views.ts'
export { Projects } from './projects.ts'
export { lockProject } from './projects-store.ts'
export { Repositories, type RepositoryAddress, unknownRepository } from './repositories.ts'
export {
  countArtifacts,
  ensureRepository,
  hideRepository,
  listCatalog,
  lockRepository,
} from './repositories-store.ts'
export { type RepositoryView, repositoryFields } from './repository-list-store.ts'
