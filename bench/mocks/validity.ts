/** How many of the values that generators make for real response schemas fit them, and how fast they are made. */

import { Child, HUNG } from "./child.ts";
import { sample, type Sampled } from "./sample.ts";

interface Generator {
  readonly name: string;
  /** For `suite/values.js`. */
  readonly module: string;
}

const GENERATORS: readonly Generator[] = [
  { name: "tenon", module: "./generators/tenon.js" },
  { name: "json-schema-faker", module: "./generators/json-schema-faker.js" },
  { name: "Prism", module: "./generators/prism.js" },
  { name: "openapi-sampler", module: "./generators/openapi-sampler.js" },
  { name: "openapi-backend's mock", module: "./generators/openapi-backend.js" },
  { name: "@msw/source", module: "./msw-source/generator.js" },
];
/** Milliseconds for one schema: nine values. */
const PATIENCE = 3000;

interface Score {
  valid: number;
  invalid: number;
  threw: number;
  hung: number;
  /** Values, and µs of CPU time for them, besides the first of each schema. */
  turns: number;
  used: number;
  /** µs for the first value of each schema, its preparation included. */
  first: number;
  readonly examples: string[];
}

/** What `suite/values.js` says. */
type Told = { readonly error: string } | Made;
interface Made {
  /** Absent where there is no value. */
  readonly text?: string;
  readonly first: number;
  readonly turns: number;
  readonly used: number;
}

/**
 * Generators take turns on each schema.
 * @param limit so many schemas alone, evenly taken
 * @returns Markdown
 */
export async function validity(folder: string, limit: number, only: string | undefined): Promise<string> {
  const all = await sample();
  const step = Math.max(1, Math.floor(all.length / limit));
  const schemas = all.filter((_, index) => index % step === 0);
  const chosen = GENERATORS.filter(({ name }) => only === undefined || name.includes(only));
  const running = new Map(chosen.map(({ name, module }) => [name, new Child(folder, "values.js", [module])]));
  const scores = new Map([...running.keys()].map((name) => [name, emptyScore()]));
  try {
    for (const [index, one] of schemas.entries()) {
      for (const [name, child] of running) {
        // Cast: what the script of the suite sends.
        const told = (await child.ask({ document: one.document }, PATIENCE)) as Told | typeof HUNG;
        count(scores.get(name) ?? emptyScore(), one, told);
      }
      if (index % 100 === 99) process.stderr.write(`${index + 1} of ${schemas.length} schemas\n`);
    }
  } finally {
    for (const child of running.values()) child.stop();
  }
  if (process.env["BENCH_DEBUG"] !== undefined)
    for (const [name, { examples }] of scores) process.stderr.write(`${name}\n  ${examples.join("\n  ")}\n`);
  return table(scores, schemas.length, new Set(schemas.map(({ name }) => name.split(" ")[0])).size);
}

const emptyScore = (): Score => ({
  valid: 0,
  invalid: 0,
  threw: 0,
  hung: 0,
  turns: 0,
  used: 0,
  first: 0,
  examples: [],
});

function count(score: Score, { name, check }: Sampled, told: Told | typeof HUNG): void {
  if (told === HUNG) score.hung += 1;
  else if ("error" in told) score.threw += 1;
  else {
    score.turns += told.turns;
    score.used += told.used;
    score.first += told.first;
    const valid = told.text !== undefined && check(JSON.parse(told.text));
    if (valid) score.valid += 1;
    else score.invalid += 1;
    if (valid) return;
  }
  const said = told === HUNG ? "hung" : "error" in told ? told.error : (told.text?.slice(0, 200) ?? "nothing");
  score.examples.push(`${name}: ${said}`);
}

function table(scores: ReadonlyMap<string, Score>, schemas: number, contracts: number): string {
  const lines = [
    `Values for ${schemas} JSON schemas of successful responses of ${contracts} real contracts, optional properties filled, as Ajv 2020 with formats judges the first value of each (the contract's examples where a generator takes them); nine values of one schema have to be there within ${PATIENCE / 1000} s. Values a second of CPU time: once the schema is known, and the first value of each, what has to be prepared for it included.`,
    "",
    "| | valid | invalid | threw | hung | values/s | first values/s |",
    "|---|---:|---:|---:|---:|---:|---:|",
  ];
  const perSecond = (count: number, used: number): string =>
    used === 0 ? "" : Math.round((count * 1e6) / used).toLocaleString("en");
  for (const [name, { valid, invalid, threw, hung, turns, used, first }] of scores) {
    const percent = `${((100 * valid) / schemas).toFixed(1)}%`;
    const cells = [percent, invalid, threw, hung, perSecond(turns, used), perSecond(valid + invalid, first)];
    lines.push(`| ${[name, ...cells].join(" | ")} |`);
  }
  const tenon = scores.get("tenon");
  if (tenon !== undefined)
    lines.push(
      "",
      "| to reach | measured | reached |",
      "|---|---:|---|",
      reach("every value valid", tenon.valid / schemas, 1, (value) => `${(value * 100).toFixed(1)}%`),
      reach("5,000 values a second", (tenon.turns * 1e6) / tenon.used, 5000, (value) =>
        Math.round(value).toLocaleString("en"),
      ),
    );
  return `${[...lines, "", ...NOTES.flatMap((note) => [note, ""])].join("\n")}`;
}

const reach = (what: string, measured: number, least: number, show: (value: number) => string): string =>
  `| ${what} | ${show(measured)} | ${measured >= least ? "yes" : "no"} |`;

const NOTES: readonly string[] = [
  "orval and kubb are not there: they write files of code for a contract, in seconds for each, and have no function that makes a value for a schema.",
];
