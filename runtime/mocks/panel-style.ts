/** How the panel looks, in light and dark pages. */
export const STYLE = `
:host { all: initial; position: fixed; inset: auto 0 0 auto; z-index: 2147483647; color-scheme: light dark;
  font: 13px/1.4 system-ui, sans-serif; color: light-dark(#1c1f24, #e8eaee); pointer-events: none;
  display: flex; flex-direction: column; align-items: end; gap: 8px; padding: 12px; max-width: 100vw; box-sizing: border-box }
* { box-sizing: border-box; font: inherit; color: inherit; pointer-events: auto }
[hidden] { display: none !important }
button, select { border: 1px solid light-dark(#8a919c, #6b7280); border-radius: 6px; padding: 4px 10px; cursor: pointer;
  background: light-dark(#fff, #2a2e35); min-height: 28px }
:focus-visible { outline: 2px solid light-dark(#2456c7, #8ab4ff); outline-offset: 2px }
.toggle { border-radius: 99px; font-weight: 600; box-shadow: 0 1px 4px #0003 }
.toggle.refused::after { content: " !" / ""; color: light-dark(#b3261e, #ff8a80) }
section { width: min(440px, calc(100vw - 24px)); max-height: min(60vh, 520px); overflow: auto; padding: 12px;
  border: 1px solid light-dark(#c6cbd3, #454b55); border-radius: 10px; background: light-dark(#f8f9fb, #1d2025);
  box-shadow: 0 6px 24px #0004; display: flex; flex-wrap: wrap; align-items: end; gap: 8px }
h2 { flex: 1 0 100%; margin: 0; font-weight: 600 }
label { display: flex; flex-direction: column; gap: 2px; flex: 1; min-width: 110px; font-size: 12px }
select { width: 100%; font-size: 13px }
ol { flex: 1 0 100%; margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere }
section > p { flex: 1 0 100%; margin: 0; opacity: .75 }
li { display: flex; flex-wrap: wrap; gap: 2px 8px; padding: 4px 0; border-top: 1px solid light-dark(#dde1e7, #363b44) }
code { font: 12px ui-monospace, monospace; flex: 1 1 200px; min-width: 0 }
b { font-weight: 600 }
.s4 { color: light-dark(#8a4b00, #ffc46b) }
.s5, .s0 { color: light-dark(#b3261e, #ff8a80) }
.outcome { min-width: 62px }
li span { opacity: .8; font-size: 12px }
li p { flex: 1 0 100%; margin: 0; font-size: 12px; color: light-dark(#b3261e, #ff8a80) }
`;
