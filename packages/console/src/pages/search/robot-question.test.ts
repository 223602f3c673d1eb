// What a search can ask of robots.
import { expect, test } from 'bun:test'
import { robotQuestion } from './robot-question.ts'

test.each([
  ['ci', '/', { ofProjectOnly: false }],
  ['robot$ci', '/projects', { ofProjectOnly: false }],
  ['ci', '/projects/team/members', { ofProjectOnly: false, project: 'team' }],
  ['ci', '/repositories/team/tools/app:v1', { ofProjectOnly: false, project: 'team' }],
  ['robot$team+ci', '/projects/other', { ofProjectOnly: true, project: 'team' }],
  ['team+', '/', { ofProjectOnly: true, project: 'team' }],
  ['+ci', '/projects/team', { ofProjectOnly: true }],
])('%s on %s', (text, pathname, question) => {
  expect(robotQuestion(text, pathname)).toEqual(question)
})

test.each(['team/app', 'sha256:0a', 'two words', 'a,b', ''])('%s is no part of a robot’s name', (text) => {
  expect(robotQuestion(text, '/projects/team')).toBeUndefined()
})
