// Where uploads are sent on to: a registry that does not know its own address names another one.
import { type Check, failed, ok } from '../check.ts'
import { tellAddress } from '../mends.ts'

export const locationsCheck: Check = {
  name: 'locations',
  async run({ locations, origin }) {
    const [first] = locations
    if (first === undefined) return undefined
    const wrong = locations.find((each) => new URL(each, origin).origin !== origin)
    if (wrong !== undefined) {
      const { origin: other } = new URL(wrong)
      return failed(`uploads are sent on to ${other}, not to ${origin}`, ...tellAddress(origin))
    }
    return ok(first.startsWith('/') ? 'relative, right behind any proxy' : `absolute, at ${origin}`)
  },
}
