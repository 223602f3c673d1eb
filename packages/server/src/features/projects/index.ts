// Projects and their repositories: the front door for other features.
export { projectNameProblem } from './project-name.ts'
export { Projects, type ProjectToCreate } from './projects.ts'
export { type CatalogQuestion, countArtifacts, ensureRepository, listCatalog } from './repositories-store.ts'
