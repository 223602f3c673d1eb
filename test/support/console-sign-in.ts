// What people do to sign in and out of the console, by keys and clicks.
import type { Page } from 'playwright-core'

export interface Typed {
  readonly name: string
  readonly password: string
}

/** Fills in the form of the sign-in page. */
export async function signInByForm(page: Page, { name, password }: Typed): Promise<void> {
  await page.fill('#principal', name)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
}

/** Fills in the test provider's own form. */
export async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', 'any will do')
  await page.click('button[type=submit]')
}

/** By the menu under the name; whatever the language. */
export async function signOut(page: Page): Promise<void> {
  await page.click('header button[aria-haspopup=menu]')
  await page.locator('[role=menuitem]').last().click()
}

/** Whose session the page's browser has. */
export async function nameOf(page: Page): Promise<string | undefined> {
  const response = await page.context().request.get(new URL('/api/v2.0/users/current', page.url()).href)
  return response.ok() ? ((await response.json()) as { username: string }).username : undefined
}
