// How the pages of signing in look, in light and in dark: as the console does (packages/console/src/ui/theme.ts).

export const signInStyle = `
:root { color-scheme: light dark;
  --paper: light-dark(#f6f7f8, #121418); --card: light-dark(#fff, #1b1e23); --ink: light-dark(#1f2328, #e3e6ea);
  --soft: light-dark(#57606a, #9aa3af); --line: light-dark(#d9dde1, #343a42); --link: light-dark(#12508f, #7db7f2);
  --button: light-dark(#12508f, #2f74b8); --bad: light-dark(#9c1c19, #ffb4ac); --bad-paper: light-dark(#fdeeed, #3a1a1a);
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 2rem 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC',
  'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif }
main { width: 100%; max-width: 25rem }
.brand { display: flex; align-items: center; justify-content: center; gap: .6rem; margin: 0 0 1.4rem; font-weight: 700;
  font-size: 1.25rem; letter-spacing: .01em }
.brand svg { width: 1.7rem; height: 1.7rem; color: var(--link) }
.card { padding: 1.75rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card) }
h1 { margin: 0 0 1.2rem; font-size: 1.3rem; line-height: 1.25 }
p { margin: 0 0 1rem }
label { display: block; margin: 0 0 .25rem; font-size: .9rem; font-weight: 600 }
input { width: 100%; margin: 0 0 1rem; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--paper); color: inherit; font: inherit }
button, .provider { display: block; width: 100%; padding: .65rem 1rem; border: 1px solid var(--button); border-radius: .5rem;
  background: var(--button); color: #fff; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer }
button:hover { filter: brightness(1.08) }
.provider { margin: 0 0 .6rem; border-color: var(--line); background: transparent; color: var(--ink) }
.provider:hover { border-color: var(--link); filter: none }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.or { display: flex; align-items: center; gap: .8rem; margin: 1.3rem 0; color: var(--soft); font-size: .85rem }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line) }
.problem { margin: 0 0 1.2rem; padding: .7rem .85rem; border-radius: .5rem; background: var(--bad-paper); color: var(--bad);
  overflow-wrap: anywhere }
.problem p { margin: 0 } .problem p + p { margin-top: .35rem; color: var(--ink); font-size: .9rem }
code { font: .9em/1.5 ui-monospace, Menlo, Consolas, monospace }
form:last-child { margin-bottom: 0 }
.below { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 1rem; margin: 1rem .25rem 0; font-size: .9rem }
.below a { color: var(--soft); text-underline-offset: .2em }
.below a:hover { color: var(--link) }
`
