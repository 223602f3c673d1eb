// How the API's page looks, in light and in dark.

export const docsStyle = `
:root { color-scheme: light dark;
  --paper: light-dark(#fcfcfb, #16181c); --ink: light-dark(#1f2328, #dfe2e7); --soft: light-dark(#5d6672, #99a2ae);
  --line: light-dark(#e3e5e8, #2c3138); --panel: light-dark(#f3f4f4, #1d2025); --link: light-dark(#0b57a4, #7db7f2);
  --get: light-dark(#0b6b3a, #6fcf97); --write: light-dark(#8a4b00, #f0b35c); --delete: light-dark(#a3201d, #f28b82);
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif;
  display: grid; grid-template-columns: 19rem minmax(0, 1fr) }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 2rem 1.5rem;
  border-right: 1px solid var(--line); background: var(--panel); font-size: .85rem }
.brand { margin: 0 0 1rem; font-weight: 700; font-size: 1.1rem; letter-spacing: .01em }
nav h2 { margin: 1.2rem 0 .3rem; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase }
nav h2 a { color: var(--soft) }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li a { display: flex; gap: .5rem; padding: .2rem 0; color: var(--ink); line-height: 1.35 }
nav .method { flex: 0 0 3rem; font-size: .68rem; padding-top: .12rem }
main { padding: 2.5rem clamp(1rem, 5vw, 4rem) 6rem; max-width: 64rem }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
h1 { margin: 0 0 .5rem; font-size: 1.9rem; line-height: 1.2 }
main > h2 { margin: 3.5rem 0 1rem; padding-bottom: .4rem; border-bottom: 2px solid var(--line); font-size: 1.4rem }
h3 { margin: 0 0 .3rem; font-size: 1.02rem; font-weight: 600; overflow-wrap: anywhere }
h4 { margin: 1.1rem 0 .3rem; font-size: .78rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft) }
h4 a { text-transform: none; letter-spacing: 0 }
p { margin: .3rem 0 .6rem }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .87em }
h3 code i { font-style: normal; color: var(--soft) }
.notes { color: var(--soft); padding-left: 1.1rem } .notes li { margin: .2rem 0 }
.operation, .schema { padding: 1.4rem 0 1.6rem; border-bottom: 1px solid var(--line) }
.operation:target, .schema:target { box-shadow: -1rem 0 0 var(--paper), -1.2rem 0 0 var(--link) }
.summary { font-weight: 500 }
.method { font: 700 .78rem/1.6 ui-monospace, Menlo, Consolas, monospace; text-transform: uppercase; color: var(--write) }
.method.get, .method.head { color: var(--get) } .method.delete { color: var(--delete) }
.anchor { margin-left: .5rem; opacity: 0 } h3:hover .anchor, .anchor:focus { opacity: .7 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .88rem }
th, td { padding: .35rem .9rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
th { font-weight: 400; width: 14rem } td:nth-child(2) { color: var(--soft); width: 12rem }
pre { margin: 1.1rem 0 0; padding: .8rem 1rem; border-radius: .5rem; background: var(--panel); overflow-x: auto; line-height: 1.5 }
@media (max-width: 60rem) {
  body { display: block } nav { position: static; height: auto; max-height: 40vh; border: 0; border-bottom: 1px solid var(--line) }
  th, td, td:nth-child(2) { width: auto }
}
@media print { nav { display: none } body { display: block } }
`
