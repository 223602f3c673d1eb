// Pushes and pulls by day, of what somebody sees.
import { type Clock, day } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Viewer } from '../projects/index.ts'
import {
  countsOfAll,
  countsOfProject,
  countsOfVisible,
  type DayCount,
  firstDay,
  mostActiveProjects,
  mostActiveRepositories,
  type NamedCount,
  visibleNames,
} from './activity-store.ts'
import { CostlyAnswers } from './costly-answers.ts'

const namedMost = 10

export interface ActivityView {
  /** Each day, oldest first. */
  readonly days: readonly DayCount[]
  readonly countedSince: number | undefined
  readonly mostActive: readonly NamedCount[]
}

interface Sums {
  readonly counts: readonly DayCount[]
  readonly mostActive: readonly NamedCount[]
}

export class Activity {
  private readonly sums = new CostlyAnswers<Sums>()

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Sums over many projects are read aside: they grow with the projects that somebody sees. */
  async ofVisible(viewer: Viewer, length: number): Promise<ActivityView> {
    const days = this.days(length)
    const { aside } = this.db
    const everything = viewer.everything && !viewer.only
    const { counts, mostActive } = await this.sums.of(
      JSON.stringify([viewer, days[0], length]),
      async () => ({
        counts: await (everything ? countsOfAll(this.db, days) : countsOfVisible(aside, viewer, days)),
        mostActive: await mostActiveProjects(aside, viewer, days, namedMost),
      }),
    )
    // Sums may be some seconds old, but no project is named to who must not see it any more.
    const names = mostActive.map(({ name }) => name)
    const visible = new Set(await visibleNames(this.db, viewer, names))
    const shown = mostActive.filter(({ name }) => visible.has(name))
    return this.view(days, counts, shown)
  }

  /** @param repositoryId for one repository alone */
  async ofProject(projectId: number, length: number, repositoryId?: number): Promise<ActivityView> {
    const days = this.days(length)
    const counts = await countsOfProject(this.db, projectId, days, repositoryId)
    if (repositoryId !== undefined) return this.view(days, counts, [])
    const { mostActive } = await this.sums.of(JSON.stringify([projectId, days[0], length]), async () => ({
      counts: [],
      mostActive: await mostActiveRepositories(this.db.aside, projectId, days, namedMost),
    }))
    return this.view(days, counts, mostActive)
  }

  private days(length: number): number[] {
    const today = Math.floor(this.clock() / day)
    return Array.from({ length }, (_, index) => today - length + 1 + index)
  }

  private async view(
    days: readonly number[],
    counts: readonly DayCount[],
    mostActive: readonly NamedCount[],
  ): Promise<ActivityView> {
    const byDay = new Map(counts.map((each) => [each.day, each]))
    return {
      days: days.map((each) => byDay.get(each) ?? { day: each, pushes: 0, pulls: 0 }),
      countedSince: await firstDay(this.db),
      mostActive,
    }
  }
}
