// The console's search as people use it: opened by its keys, read as it is shown.
import type { Page } from 'playwright-core'
import type { ConsoleRig, Look } from './console-rig.ts'

export const searchField = 'input[role=combobox]'
export const searchOption = '[role=dialog] [role=option]'

/** With its first page shown: keys are heard by then. */
export async function openedForKeys(rig: ConsoleRig, path: string, look: Look = {}): Promise<Page> {
  const page = await rig.open(path, look)
  await page.waitForSelector('h1')
  return page
}

export async function searching(rig: ConsoleRig, path: string, text: string, look: Look = {}): Promise<Page> {
  const page = await openedForKeys(rig, path, look)
  await page.keyboard.press('Control+k')
  await page.fill(searchField, text)
  await rig.calm(page)
  return page
}

/** @param group in the page's language */
export function foundIn(page: Page, group: string): Promise<string[]> {
  return page.locator(`[role=group][aria-label="${group}"] [role=option]`).allInnerTexts()
}
