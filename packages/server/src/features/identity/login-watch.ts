// Logins for the audit log: whoever logs in over and over, or fails to, is one event for each name and address.
import { Failure } from '../../platform/errors.ts'
import type { RepeatedEvents } from '../../platform/events/repeated-events.ts'
import type { Cause } from '../../platform/events.ts'
import { actorKey, type Principal } from './actor.ts'
import { causeOf, type RequestFacts } from './cause.ts'

/** Names that one address may fail with until all further ones count together: an attacker can make up any number. */
const namesPerAddress = 20
/** All failures that are told apart; beyond it they count together, wherever they come from. */
const failuresMost = 5_000
/** No account has a longer name. */
const longestName = 255
const several = '(several names)'

export class LoginWatch {
  /** Of the window that runs: how many names each address has failed with. */
  private names = new Map<string, number>()
  private known = new Set<string>()
  private forgetAt = 0

  constructor(
    private readonly logins: RepeatedEvents,
    private readonly window: number,
    private readonly clock: () => number,
    private readonly isRobotName: (name: string) => Promise<boolean>,
  ) {}

  /** Somebody has proved who it is with a secret of its own. */
  succeeded(principal: Principal, request: RequestFacts): void {
    const { actor, via } = principal
    if (actor.type === 'anonymous') return
    const key = `in\n${actorKey(actor)}\n${via}\n${request.address}`
    if (this.logins.again(key)) return
    const body = { username: actor.name }
    const event = { kind: `${actor.type}.signed-in`, projectId: null, body, passing: true }
    this.logins.begin(key, { cause: causeOf(principal, request), event })
  }

  /** Looks on while somebody proves who it is. @param name as it was given */
  async watch<T>(name: string, request: RequestFacts, proof: () => Promise<T>): Promise<T> {
    try {
      return await proof()
    } catch (error) {
      if (error instanceof Failure && error.code === 'UNAUTHORIZED') await this.failed(name, request)
      throw error
    }
  }

  /** Somebody gave this name and could not prove it. */
  private async failed(given: string, request: RequestFacts): Promise<void> {
    // By what the name looks like: looking for the robot would take another time where there is none.
    const noun = (await this.isRobotName(given)) ? 'robot' : 'user'
    // PostgreSQL takes no NUL in a text: the audit log would stand still at this entry, and then go on without it.
    const shown = given.slice(0, longestName).replaceAll('\0', '\ufffd')
    const { name, address } = this.bounded(shown, request.address)
    const key = `failed\n${name}\n${address}`
    if (this.logins.again(key)) return
    const cause: Cause = {
      actor: { type: 'unknown', id: null, name, via: 'password' },
      address,
      requestId: request.id,
      traceparent: request.traceparent,
    }
    const event = { kind: `${noun}.sign-in-failed`, projectId: null, body: { username: name }, passing: true }
    this.logins.begin(key, { cause, event })
  }

  private bounded(name: string, address: string): { name: string; address: string } {
    const now = this.clock()
    if (now >= this.forgetAt) {
      this.names = new Map()
      this.known = new Set()
      this.forgetAt = now + this.window
    }
    const key = `${name}\n${address}`
    if (this.known.has(key)) return { name, address }
    if (this.known.size >= failuresMost) return { name: several, address: '' }
    const names = this.names.get(address) ?? 0
    if (names >= namesPerAddress) return { name: several, address }
    this.names.set(address, names + 1)
    this.known.add(key)
    return { name, address }
  }
}
