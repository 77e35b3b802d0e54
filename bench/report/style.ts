// The report's looks, in one place: colours for light and dark, which drawings use by name, and how it fits a phone.

const light = `
  --page: #fdfdfc; --text: #1d2125; --soft: #5d6670; --line: #d5d9dd; --row: #f3f4f5;
  --image: #1f77b4; --native: #d9720b; --node: #7a52b3; --worse: #c4473a; --bar: #1d2125; --good: #1a7f4b; --bad: #b3261e;
  --c1: #2a9d8f; --c2: #b5498f; --c3: #8a7a16; --c4: #4a5fc1; --c5: #5b8c2a;`;
const dark = `
  --page: #16191c; --text: #e3e6e8; --soft: #9aa4ad; --line: #3a4147; --row: #1f2428;
  --image: #5fb0ea; --native: #f39c4a; --node: #b497e7; --worse: #ef7a6d; --bar: #ffffff; --good: #5fd39b; --bad: #ff8a80;
  --c1: #58d0c1; --c2: #e68fc6; --c3: #d6c553; --c4: #93a3f5; --c5: #a5d46a;`;

/** The variables' values for an element. */
export const colours = (element: string): string =>
  `${element} { color-scheme: light dark;${light} }\n@media (prefers-color-scheme: dark) { ${element} {${dark} } }`;

export const style = `
${colours(':root')}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.6em 0 0.3em; }
h2 { font-size: 1.3rem; margin: 2.2em 0 0.2em; padding-top: 0.5em; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 0.2em; }
p { margin: 0.5em 0; max-width: 75ch; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
a { color: var(--image); }
.soft, figcaption { color: var(--soft); font-size: 0.9rem; }
.scroll { overflow-x: auto; margin: 0.8em 0; }
table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 8px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
td.n, th.n { text-align: right; }
td:first-child { white-space: normal; min-width: 13em; }
td.wrap { white-space: normal; min-width: 16em; overflow-wrap: anywhere; }
tbody tr:nth-child(even) { background: var(--row); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
tr.noisy td { color: var(--soft); }
figure { margin: 1.4em 0; }
figure svg { display: block; max-width: 100%; height: auto; }
details { margin: 0.6em 0; }
summary { cursor: pointer; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 2px 20px; margin: 0.6em 0; font-size: 0.8rem; line-height: 1.35; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.narrow { display: none; }
@media (max-width: 900px) { th, td { padding: 3px 5px; } }
@media (max-width: 640px) {
  .narrow { display: block; }
  .wide { display: none; }
  main { padding: 12px; }
  .facts { display: block; }
  .facts div, .facts dt, .facts dd { display: inline; }
  .facts dt::after { content: ':'; }
  .facts div:not(:last-child)::after { content: ' · '; color: var(--soft); }
  table, tbody { display: block; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 10px; padding: 6px 4px; border-bottom: 1px solid var(--line); }
  td { display: block; padding: 1px 0; border: 0; white-space: normal; overflow-wrap: anywhere; }
  td.n { text-align: left; }
  td:empty { display: none; }
  td:first-child { grid-column: 1 / -1; font-weight: 600; }
  td:not(:first-child)::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.75rem; font-weight: 400; }
}
@media print { .narrow { display: none; } .wide { display: block; } figure, tr { break-inside: avoid; } }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 0.85rem; margin: 0.2em 0; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
`;
