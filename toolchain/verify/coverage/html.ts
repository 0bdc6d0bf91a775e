/** The coverage report as one page that needs nothing else: no script, no font, no other file. */

import type { CoverageKind, CoverageReport, OperationCoverage, Share } from "./index.ts";

const TITLES: Readonly<Record<CoverageKind, string>> = {
  operations: "Operations",
  parameters: "Parameters",
  requestTypes: "Media types of requests",
  requestProperties: "Properties of requests",
  statuses: "Statuses",
  responseTypes: "Media types of responses",
  responseProperties: "Properties of responses",
};

export interface CoveragePage {
  /** What was verified, for people. */
  readonly target: string;
  readonly seed?: number;
  readonly requests: number;
  readonly findings: number;
  /** ISO 8601. */
  readonly date: string;
}

export function coverageHtml(report: CoverageReport, { target, seed, requests, findings, date }: CoveragePage): string {
  const { title, percent, total, operations, requestProperties, responseProperties } = report;
  const drawn = seed === undefined ? "" : `, seed ${seed}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}: contract coverage</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(target)}: ${count(requests, "request")}${drawn}, ${count(findings, "finding")}, ${escaped(date.slice(0, 16).replace("T", " "))} UTC</p>
</header>
<main>
<section class="total" aria-label="In all">
<p class="percent"><strong>${percent} %</strong> of the contract exercised</p>
<table>
<thead><tr><th scope="col">What</th><th scope="col">Exercised</th><th scope="col"><span class="unseen">Share</span></th></tr></thead>
<tbody>
${(Object.keys(TITLES) as CoverageKind[]).map((kind) => row(TITLES[kind], total[kind])).join("\n")}
</tbody>
</table>
</section>
<p class="switch"><label><input type="checkbox" id="missing"> only what is missing</label></p>
<section>
<h2>Operations</h2>
${operations.map(operation).join("\n")}
</section>
${properties("Properties of requests", requestProperties)}
${properties("Properties of responses", responseProperties)}
</main>
</body>
</html>
`;
}

function row(title: string, { covered, all }: Share): string {
  if (all === 0) return `<tr class="none"><th scope="row">${title}</th><td>none</td><td></td></tr>`;
  return `<tr><th scope="row">${title}</th><td>${covered} of ${all}</td><td>${bar({ covered, all })}</td></tr>`;
}

const bar = ({ covered, all }: Share): string =>
  `<meter min="0" max="${all}" value="${covered}" low="${all * 0.5}" high="${all * 0.8}" optimum="${all}">${covered} of ${all}</meter>`;

type Marks = Readonly<Record<string, boolean>>;

function operation(each: OperationCoverage): string {
  const { method, path, requests, parameters, requestTypes, statuses, responseTypes } = each;
  const parts: readonly (readonly [string, Marks])[] = [
    ["Parameters", parameters],
    ["Sent as", requestTypes],
    ["Statuses", statuses],
    ["Answered as", responseTypes],
  ];
  const marks = parts.flatMap(([, part]) => Object.values(part));
  const share = { covered: marks.filter(Boolean).length, all: marks.length };
  const whole = share.covered === share.all && requests > 0;
  const lists = parts.filter(([, part]) => Object.keys(part).length > 0).map(([name, part]) => list(name, part));
  return `<details class="${whole ? "whole" : "part"}"><summary><b class="method">${escaped(method)}</b> <code>${escaped(path)}</code> <span class="name">${escaped(each.operation)}</span> <span class="count">${count(requests, "request")}</span> ${bar(share)}</summary>
<dl>${lists.join("")}</dl></details>`;
}

const list = (name: string, marks: Marks): string =>
  `<div class="${Object.values(marks).every(Boolean) ? "whole" : "part"}"><dt>${name}</dt><dd><ul>${Object.entries(marks).map(item).join("")}</ul></dd></div>`;

/** The mark is a text, not a colour alone. */
const item = ([name, seen]: readonly [string, boolean]): string =>
  `<li class="${seen ? "seen" : "missed"}"><span aria-hidden="true">${seen ? "✓" : "○"}</span> ${escaped(name)}<span class="unseen">${seen ? ", exercised" : ", missing"}</span></li>`;

/** By schema, which is what stands before the first slash. */
function properties(title: string, marks: Marks): string {
  const schemas = new Map<string, [string, boolean][]>();
  for (const [name, seen] of Object.entries(marks)) {
    // What has no name is called by its operation and place, which has a slash of its own: `createBook 201 application/json`.
    const [, schema = name, property = ""] =
      /^([^/ ]+|\S+ .*?[\w*.+-]+\/[\w*.+-]+(?:;[^/]*| item)?)\/(.*)$/.exec(name) ?? [];
    const known = schemas.get(schema);
    if (known === undefined) schemas.set(schema, [[property, seen]]);
    else known.push([property, seen]);
  }
  if (schemas.size === 0) return "";
  const all = [...schemas].map(([schema, members]) => {
    const share = { covered: members.filter(([, seen]) => seen).length, all: members.length };
    return `<details class="${share.covered === share.all ? "whole" : "part"}"><summary><span class="name">${escaped(schema)}</span> <span class="count">${share.covered} of ${share.all}</span> ${bar(share)}</summary>
<ul>${members.map(item).join("")}</ul></details>`;
  });
  return `<section>\n<h2>${title}</h2>\n${all.join("\n")}\n</section>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dce2, #3a3f47); --dim: light-dark(#5c6570, #9aa4b0);
  --paper: light-dark(#fff, #16181c); --raised: light-dark(#f5f6f8, #1f2227); --missed: light-dark(#a12b1f, #ff9d90);
  --seen: light-dark(#17663a, #7fd6a3); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem; background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2.2rem 0 .6rem; font-size: 1.15rem; }
header p, .name, .count { color: var(--dim); } header p { margin: .2rem 0 1.6rem; overflow-wrap: anywhere; }
.total { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; align-items: center; padding: 1.2rem 1.4rem;
  border: 1px solid var(--line); border-radius: .6rem; background: var(--raised); }
.percent { margin: 0; } .percent strong { display: block; font-size: 2.6rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
table { flex: 1; min-width: 18rem; border-collapse: collapse; }
th, td { padding: .15rem .6rem .15rem 0; text-align: left; font-weight: normal; white-space: nowrap; }
thead { color: var(--dim); font-size: .85rem; }
td { font-variant-numeric: tabular-nums; } td:last-child { width: 99%; } .none { color: var(--dim); }
meter { width: 100%; max-width: 14rem; height: .8rem; vertical-align: middle; }
summary meter { width: 6rem; margin-left: auto; flex: none; }
.switch { margin: 1.4rem 0 -1rem; }
details { margin-top: -1px; border: 1px solid var(--line); }
summary { display: flex; gap: .7rem; align-items: center; padding: .45rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
summary::before { content: "▸"; color: var(--dim); } details[open] > summary::before { content: "▾"; }
summary:hover, details[open] > summary { background: var(--raised); }
.method { flex: none; min-width: 4.2rem; font-size: .8rem; letter-spacing: .03em; } .count { flex: none; margin-left: auto; font-size: .9rem; }
.count + meter { margin-left: 0; }
code { font: .92em/1.4 ui-monospace, monospace; }
dl, details > ul { margin: 0; padding: .6rem .8rem .8rem 2.2rem; }
dl > div { display: flex; gap: 1rem; padding: .15rem 0; } dt { flex: none; width: 7rem; color: var(--dim); } dd { margin: 0; }
ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0; padding: 0; list-style: none; }
li { overflow-wrap: anywhere; font-size: .93rem; } .seen > span { color: var(--seen); } .missed { color: var(--missed); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
body:has(#missing:checked) :is(.whole, .seen) { display: none; }
@media (max-width: 40rem) { .total td:last-child, .total th:last-child { display: none; } .name { display: none; } summary meter { width: 3.5rem; } dl > div { display: block; } }
@media print { .switch { display: none; } }
`;
