// Whether the clocks here and there agree, by the Date header of /v2/.
import { type Check, failed, ok, skipped } from '../check.ts'

/** Beyond this, in milliseconds, nodes refuse each other's tokens. */
const tolerance = 30_000

export const clockCheck: Check = {
  name: 'clock',
  async run({ ping }) {
    const header = ping?.headers.get('date')
    const theirs = Date.parse(header ?? '')
    if (!ping || Number.isNaN(theirs)) return skipped('the answer has no Date')
    // Date has whole seconds, cut off: half of one is the best guess of the rest.
    const ours = (ping.sentAt + ping.answeredAt) / 2
    const difference = theirs + 500 - ours
    if (Math.abs(difference) < tolerance)
      return ok(`here and there agree within ${Math.ceil(Math.abs(difference) / 1000)} s`)
    const seconds = Math.round(Math.abs(difference) / 1000)
    return failed(
      `the server's clock is ${seconds} s ${difference > 0 ? 'ahead of' : 'behind'} this one: tokens and certificates fail beyond ${tolerance / 1000} s`,
      `Compare both with a good clock (server: ${new Date(theirs).toISOString()}, here: ${new Date(ours).toISOString()})`,
      'On the machine that is wrong: sudo timedatectl set-ntp true',
    )
  },
}
