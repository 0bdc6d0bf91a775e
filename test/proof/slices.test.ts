/** A seeded part of each proof; `npm run proof -- NAME` runs the whole. The contracts are downloaded once, into a cache. */

import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT, run } from "../../scripts/run.ts";
import { OUTSIDE } from "./proof.ts";

const SEED = 1;
/** Milliseconds; most of it is the download of the first time. */
const TIME = 240_000;
const NAMES = globSync("*.ts", { cwd: join(ROOT, "test/proof") })
  .map((file) => basename(file, ".ts"))
  .filter((name) => name !== "proof" && !name.endsWith(".test"));
const SLICED = NAMES.filter((name) => !OUTSIDE.includes(name));

interface Result {
  readonly proof: string;
  readonly holds: boolean;
  readonly numbers: Readonly<Record<string, unknown>>;
  readonly failures: readonly unknown[];
  readonly command: string;
  /** `null` where nothing is drawn at random. */
  readonly seed: number | null;
  readonly date: string;
  readonly commit: string;
}

describe("a slice of the proof", () => {
  const results = new Map<string, Result>();
  let output = "";
  // One process for all of them: they share what is generated.
  beforeAll(async () => {
    ({ output } = await run(process.execPath, ["scripts/proof.ts", ...SLICED, "--slice", "--seed", String(SEED)], {
      timeout: TIME,
    }));
    for (const line of output.split("\n"))
      if (line.startsWith(`{"proof":`)) {
        const result = JSON.parse(line) as Result; // written by the script
        results.set(result.proof, result);
      }
  }, TIME);

  /** @throws with all that was printed, where no registry can be reached for instance */
  const resultOf = (name: string): Result => {
    const result = results.get(name);
    if (result === undefined) throw new Error(`the proof ${name} did not end:\n${output}`);
    return result;
  };

  test("corpus: real contracts generate without a throw, and compile", () => {
    const { failures, numbers } = resultOf("corpus");
    expect(failures).toEqual([]);
    expect(numbers).toMatchObject({ contracts: 40, generated: 40, typeChecked: 4, typeCheckedWithoutError: 4 });
  });

  test("three-sides: real contracts are served, mocked and called", () => {
    const { failures, numbers } = resultOf("three-sides");
    expect(failures).toEqual([]);
    const all = { called: 50, answeredByMocks: 50, answeredByServer: 50 };
    expect(numbers).toMatchObject({ github: all, stripe: all, kubernetes: all });
  });

  test("operation-types: GitHub's operations compile through all three sides", () => {
    const { failures, numbers } = resultOf("operation-types");
    expect(failures).toEqual([]);
    expect(numbers["used"]).toBe(150);
  });

  test("cases: servers take what is valid, and refuse the rest with what is wrong", () => {
    const { failures, numbers } = resultOf("cases");
    expect(failures).toEqual([]);
    expect(numbers["contracts"]).toBe(6);
    expect(numbers["cases"]).toBeGreaterThan(1000);
  });

  test("fuzz: the reference server answers whatever comes, in time and without an error of its own", () => {
    const { failures, numbers } = resultOf("fuzz");
    expect(failures).toEqual([]);
    expect(numbers["requests"]).toBe(600);
  });

  test("hunt: malformed requests and aborted uploads do a server no harm", () => {
    const { failures, numbers } = resultOf("hunt");
    expect(failures).toEqual([]);
    expect(numbers).toMatchObject({ kinds: 113, aborted: 60, sent: 346 });
  });

  test("diff: contracts are the same as themselves, refactorings are silent, breaks are found", () => {
    const { failures, numbers } = resultOf("diff");
    expect(failures).toEqual([]);
    expect(numbers).toMatchObject({ refactored: 6, refactorings: 132 });
    expect(numbers["breaks"]).toBeGreaterThan(40);
    expect(numbers["breaksFound"]).toBe(numbers["breaks"]);
  });

  test("validators: emitted code, the interpreter and Ajv agree", () => {
    const { failures, numbers } = resultOf("validators");
    expect(failures).toEqual([]);
    expect(numbers["contracts"]).toBe(12);
    expect(numbers["values"]).toBeGreaterThan(5000);
  });

  test("mocks: real contracts' mocks answer what is valid as declared, and refuse the rest", () => {
    const { failures, numbers } = resultOf("mocks");
    expect(failures).toEqual([]);
    expect(numbers["contracts"]).toBe(8);
    expect(numbers["bodies"]).toBeGreaterThan(100);
    expect(numbers["byAjv"]).toBeGreaterThan(20);
    expect(numbers["invalid"]).toBeGreaterThan(200);
  });

  test("parity: the reference server and the mock of its contract answer the same sequences alike", () => {
    const { failures, numbers } = resultOf("parity");
    expect(failures).toEqual([]);
    expect(numbers["requests"]).toBe(600);
    expect(numbers["agreed"]).toBeGreaterThan(450);
  });

  test("verify: bugs of a server are found, and nothing where there are none", () => {
    const { failures, numbers } = resultOf("verify");
    expect(failures).toEqual([]);
    expect(numbers["bugs"]).toBe(5);
    expect(numbers["requests"]).toBeGreaterThan(5000);
  });

  test("values: a valid value is made for every response, or it is proved that there is none", () => {
    const { failures, numbers } = resultOf("values");
    expect(failures).toEqual([]);
    expect(numbers).toMatchObject({ contracts: 40, givenUp: 0 });
    expect(numbers["schemas"]).toBeGreaterThan(1000);
    expect(numbers["valid"]).toBeGreaterThan(Number(numbers["schemas"]) * 0.99);
  });
});

// What the proofs of the newest versions find depends on the day: they keep no result.
const OF_THE_DAY: readonly string[] = ["latest", "package-managers"];
test.each(NAMES.filter((name) => !OF_THE_DAY.includes(name)))(
  "the last result of the whole proof %s is kept, and it held",
  async (name) => {
    const kept = JSON.parse(await readFile(join(ROOT, `test/proof/results/${name}.json`), "utf8")) as Result;
    expect(kept).toMatchObject({
      holds: true,
      failures: [],
      command: `npm run proof -- ${name}${kept.seed === null ? "" : ` --seed ${kept.seed}`}`,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      commit: expect.stringMatching(/^[0-9a-f]{40}/),
    });
  },
);
