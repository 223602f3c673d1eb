// What a search can ask of robots, and in which project.

export interface RobotQuestion {
  /** Where a project's robots come into question: the one that the text names, or the page that one is on. */
  readonly project?: string
  /** The text cannot be the name of a robot of the whole server: those have no project before them. */
  readonly ofProjectOnly: boolean
}

/** Repositories, digests and whole sentences are no robots' names, nor part of any. */
const couldBeName = /^[^\s,:/"'\\]+$/
const projectNamed = /(?<project>[a-z0-9._-]+)\+[^+]*$/
const projectShown = /^\/(?:projects|repositories)\/(?<project>[^/]+)(?:\/|$)/

/**
 * @param pathname where the search was opened
 * @returns undefined where no robot can be meant
 */
export function robotQuestion(text: string, pathname: string): RobotQuestion | undefined {
  if (!couldBeName.test(text)) return undefined
  const ofProjectOnly = text.includes('+')
  const project = (ofProjectOnly ? projectNamed.exec(text) : projectShown.exec(pathname))?.groups?.project
  return { ofProjectOnly, ...(project !== undefined && { project }) }
}
