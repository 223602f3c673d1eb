// What another site tries on people who sign in with a browser: to lead them away, to sign them in or out unasked.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig } from '../support/console-rig.ts'
import { nameOf, signInByForm } from '../support/console-sign-in.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'attacks on signing in', () => {
  let rig: ConsoleRig
  let evil: Bun.Server<undefined>
  let evilPage = ''
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    // Another host's page: of another port alone it would be of the same site.
    evil = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1' },
      fetch: () => new Response(evilPage, { headers: { 'content-type': 'text/html' } }),
    })
  })
  afterAll(async () => {
    await evil.stop(true)
    await rig.stop()
  })

  const evilUrl = () => `http://localhost:${evil.port}/`

  test('no address after signing in leads elsewhere', async () => {
    const away = `127.0.0.1:${evil.port}/`
    const wanted = [
      ...[`//${away}`, `/\\${away}`, `\\\\${away}`, `http://${away}`, `/\t/${away}`, `/.//${away}`],
      ...[
        `/%09/${away}`,
        `///${away}`,
        `javascript:alert(1)`,
        `//x@${away}`,
        `/login?redirect_url=//${away}`,
      ],
    ]
    const page = await rig.open('/login', { who: 'anonymous' })
    for (const each of wanted) {
      await page.context().clearCookies()
      await page.goto(`${rig.server.url}/login?redirect_url=${encodeURIComponent(each)}`)
      await signInByForm(page, rig.account('guest'))
      await page.waitForURL((url) => !url.pathname.startsWith('/login'))
      expect([each, new URL(page.url()).origin]).toEqual([each, rig.server.url])
      // Who is signed in already is led on at once.
      await page.goto(`${rig.server.url}/login?redirect_url=${encodeURIComponent(each)}`)
      expect([each, new URL(page.url()).origin]).toEqual([each, rig.server.url])
    }
  })

  test('a link to the console that looks like another host’s stays here', async () => {
    const page = await rig.open(`//127.0.0.1:${evil.port}/x`, { who: 'anonymous' })
    expect(new URL(page.url()).origin).toBe(rig.server.url)
    const link = page.locator('header a:has-text("Sign in")')
    const address = new URL((await link.getAttribute('href')) ?? '', rig.server.url)
    expect(address.origin).toBe(rig.server.url)
    await link.click()
    await signInByForm(page, rig.account('guest'))
    await page.waitForURL((url) => !url.pathname.startsWith('/login'))
    expect(new URL(page.url()).origin).toBe(rig.server.url)
  })

  test('another site’s form signs nobody in, with a token of its own or without', async () => {
    const attacker = new CookieClient(rig.server.url)
    const { name, password } = rig.account('guest')
    for (const token of ['', await attacker.token()]) {
      evilPage = `<form method=post action="${rig.server.url}/login"><input name=principal value="${name}">
        <input name=password value="${password}"><input name=token value="${token}"></form><script>document.forms[0].submit()</script>`
      const page = await rig.open('/', { who: 'anonymous' })
      await page.goto(evilUrl())
      await page.waitForURL(`${rig.server.url}/login`)
      expect(await nameOf(page)).toBeUndefined()
    }
  })

  test('another site’s link signs nobody out', async () => {
    const page = await rig.open('/')
    for (const path of ['/c/oidc/logout', '/c/log_out']) {
      evilPage = `<a href="${rig.server.url}${path}">Click</a>`
      await page.goto(evilUrl())
      await page.click('a')
      await page.waitForURL(`${rig.server.url}/**`)
      expect(await nameOf(page)).toBe('admin')
    }
  })

  test('another site’s page can frame neither the console nor the page of signing in', async () => {
    const page = await rig.open('/')
    for (const path of ['/', '/login', '/account', '/api/docs']) {
      evilPage = `<iframe src="${rig.server.url}${path}"></iframe>`
      await page.goto(evilUrl())
      await page.waitForLoadState('networkidle')
      const framed = await Promise.all(page.frames().map((frame) => frame.content()))
      expect(framed.join('')).not.toContain('Entrepot</title>')
    }
  })

  test('a session that was planted beforehand is not the one that somebody signs in to', async () => {
    const attacker = new CookieClient(rig.server.url)
    const guest = rig.account('guest')
    await attacker.login(guest.name, guest.password)
    const planted = attacker.cookies.get('sid') as string
    const page = await rig.open('/login', { who: 'anonymous' })
    await page.context().addCookies([{ name: 'sid', value: planted, url: rig.server.url }])
    const token = { name: '_gorilla_csrf', value: attacker.cookies.get('_gorilla_csrf') as string }
    await page.context().addCookies([{ ...token, url: rig.server.url }])
    await page.goto(`${rig.server.url}/account`)
    await page.waitForSelector('header button:has-text("guest")')
    await page.click('header button[aria-haspopup=menu]')
    await page.click('text=Sign out')
    await page.waitForURL('**/login')
    await signInByForm(page, rig.account('developer'))
    await page.waitForURL(`${rig.server.url}/`)
    expect((await attacker.copy().get('/api/v2.0/users/current')).status).toBe(401)
    const [own] = (await page.context().cookies()).filter(({ name }) => name === 'sid')
    expect(own?.value).not.toBe(planted)
    expect(own?.httpOnly).toBe(true)
  })
})
