/** What mocks weigh in a page: bundled for browsers, minified, gzipped. */

import { bundle, gzipped, keeping, mocksBundles } from "../../scripts/size.ts";
import { join } from "node:path";

const MOST = 20_000;

/** What they put into a page, by the folder they are installed in; `msw` itself is left out. */
const PEERS: readonly (readonly [name: string, folder: string, module: string])[] = [
  ["faker", "", "@faker-js/faker"],
  ["faker, English alone", "", "@faker-js/faker/locale/en"],
  ["json-schema-faker", "", "json-schema-faker"],
  ["openapi-sampler", "", "openapi-sampler"],
  ["openapi-backend", "", "openapi-backend"],
  ["@msw/source", "msw-source", "@msw/source/open-api"],
];

/** @returns Markdown */
export async function size(folder: string): Promise<string> {
  const lines = [
    "What is put into a page, gzipped (by rolldown, minified). Tenon's: for the reference product, besides msw, the contract's data and its validators; in brackets what is loaded only when it is first needed. Peers': whole, besides msw; what a contract is to them comes on top.",
    "",
    "| | kB |",
    "|---|---:|",
  ];
  const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
  const own = await mocksBundles();
  for (const [name, { code, later }] of own) {
    const more = later === "" ? "" : ` (${kB(gzipped(later))})`;
    lines.push(
      `| ${name === "mocks" ? "tenon's mocks" : `tenon-runtime/mocks/${name}, on top`} | ${kB(gzipped(code))}${more} |`,
    );
  }
  for (const [name, part, module] of PEERS) {
    const options = { folder: join(folder, part), external: [/^node:/, /^msw(\/|$)/], conditions: [] };
    try {
      const { code } = await bundle(keeping(module), "", options);
      lines.push(`| ${name} | ${kB(gzipped(code))} |`);
    } catch (error) {
      const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      lines.push(`| ${name} | could not be bundled: ${first.slice(0, 100)} |`);
    }
  }
  const mocks = gzipped(own.get("mocks")?.code ?? "");
  lines.push(
    "",
    "| to reach | measured | reached |",
    "|---|---:|---|",
    `| tenon's mocks: at most ${kB(MOST)} kB | ${kB(mocks)} kB | ${mocks <= MOST ? "yes" : "no"} |`,
  );
  return `${lines.join("\n")}\n`;
}
