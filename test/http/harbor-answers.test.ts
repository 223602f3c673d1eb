// The questions that a running Harbor was asked, asked here: what differs is listed with its reason.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { answerDifferences } from '../harbor/answer-comparison.ts'
import { answersOnPurpose, waitingAreas } from '../harbor/answers-differences.ts'
import { harborAnswersText, hasListing, withoutListing } from '../harbor/listing.ts'
import { parseQuestions, type Question } from '../harbor/questions.ts'
import { Replay } from '../harbor/replay.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const questions = parseQuestions(harborAnswersText())
const waits = ({ title }: Question) => waitingAreas.some((area) => area.questions.test(title))
const differences: string[] = []
let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  const replay = new Replay(server)
  const times = new Map<string, number>()
  for (const question of questions.filter((each) => !waits(each))) {
    const time = (times.get(question.title) ?? 0) + 1
    times.set(question.title, time)
    const title = time === 1 ? question.title : `${question.title} (${time})`
    const { ours, theirs } = await replay.ask(question, title)
    differences.push(...answerDifferences(ours, theirs).map((line) => `${title}: ${line}`))
  }
})
afterAll(() => server.stop())

test.skipIf(!hasListing)(`all of the listing is read${withoutListing}`, () => {
  expect(questions).toHaveLength(harborAnswersText().match(/^### /gm)?.length ?? 0)
  expect(questions.filter((each) => !waits(each)).length).toBeGreaterThan(120)
})

test.skipIf(!hasListing)(`each answer is Harbor’s, or differs on purpose${withoutListing}`, () => {
  const listed = (line: string) => answersOnPurpose.some(({ what }) => what.test(line))
  expect(differences.filter((line) => !listed(line))).toEqual([])
})

test.skipIf(!hasListing)(`no difference is listed that is none${withoutListing}`, () => {
  const idle = answersOnPurpose.filter(({ what }) => !differences.some((line) => what.test(line)))
  expect(idle).toEqual([])
})

test.skipIf(!hasListing)(`each difference is listed once${withoutListing}`, () => {
  const twice = differences.filter(
    (line) => answersOnPurpose.filter(({ what }) => what.test(line)).length > 1,
  )
  expect(twice).toEqual([])
})

test.each(waitingAreas.map((each) => [each.area, each] as const))(
  '%s: not there yet',
  async (_, { probe }) => {
    const [method, path] = probe.split(' ') as [string, string]
    const { error } = await new Caller(server.url).send(method, path)
    // Once it is there, its questions are asked: take the area off the list, and see what differs.
    expect(error?.message).toMatch(/^(?:path \S+ was not found|method \w+ is not allowed)/)
  },
)

test.skipIf(!hasListing)(`each waiting area has questions${withoutListing}`, () => {
  for (const { area, questions: its } of waitingAreas) {
    expect([area, questions.some(({ title }) => its.test(title))]).toEqual([area, true])
  }
})
