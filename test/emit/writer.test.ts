import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { WRITING } from "../../toolchain/emit/write/lock.ts";
import { MANIFEST, type OutputPlan, planOutput, writeOutput } from "../../toolchain/emit/write/writer.ts";
import { MemoryFileSystem } from "./memory-file-system.ts";

const OUT = "/app/generated";
const file = (path: string, text: string): { path: string; text: string } => ({ path, text });
const FIRST = [file("a.ts", "a1"), file("b.ts", "b1"), file("validators/c.ts", "c1")];
const SECOND = [file("a.ts", "a2"), file("b.ts", "b1"), file("d.ts", "d2")];

async function generate(fs: MemoryFileSystem, files = FIRST): Promise<OutputPlan> {
  const plan = await planOutput(OUT, files, fs);
  expect(await writeOutput(plan)).toEqual(plan.diagnostics);
  return plan;
}

async function generated(): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem({ "/app/package.json": "{}" });
  await generate(fs);
  fs.log.length = 0;
  return fs;
}

const paths = (plan: OutputPlan): Record<string, string[]> => ({
  created: plan.created.map(({ path }) => path),
  changed: plan.changed.map(({ path }) => path),
  removed: plan.removed.map(({ path }) => path),
  unchanged: [...plan.unchanged],
  foreign: [...plan.foreign],
});

test("a first run makes the folder, the files and the manifest, and leaves nothing else behind", async () => {
  const fs = await generated();
  expect(Object.keys(fs.state())).toEqual([
    "/",
    "/app",
    OUT,
    `${OUT}/${MANIFEST}`,
    `${OUT}/a.ts`,
    `${OUT}/b.ts`,
    `${OUT}/validators`,
    `${OUT}/validators/c.ts`,
    "/app/package.json",
  ]);
  expect(JSON.parse(fs.files.get(`${OUT}/${MANIFEST}`) ?? "")).toMatchObject({
    files: { "a.ts": expect.stringMatching(/^[0-9a-f]{32}$/) as string },
  });
});

test("a second run with the same files writes nothing", async () => {
  const fs = await generated();
  const plan = await generate(fs);
  expect(paths(plan)).toEqual({
    created: [],
    changed: [],
    removed: [],
    unchanged: ["a.ts", "b.ts", "validators/c.ts"],
    foreign: [],
  });
  expect(fs.log.filter((entry) => !/^(read|exists|isLink) /.test(entry))).toEqual([]);
});

test("only what changed is written, and what is no longer generated is removed with its folder", async () => {
  const fs = await generated();
  const plan = await generate(fs, SECOND);
  expect(paths(plan)).toEqual({
    created: ["d.ts"],
    changed: ["a.ts"],
    removed: ["validators/c.ts"],
    unchanged: ["b.ts"],
    foreign: [],
  });
  expect(plan.changed[0]).toEqual({ path: "a.ts", before: "a1", after: "a2" });
  expect(Object.keys(fs.state())).toEqual([
    "/",
    "/app",
    OUT,
    `${OUT}/${MANIFEST}`,
    `${OUT}/a.ts`,
    `${OUT}/b.ts`,
    `${OUT}/d.ts`,
    "/app/package.json",
  ]);
  expect(fs.log.filter((entry) => entry.includes("b.ts"))).toEqual([`read ${OUT}/b.ts`]);
});

test("planning changes nothing", async () => {
  const fs = await generated();
  const before = fs.state();
  await planOutput(OUT, SECOND, fs);
  expect(fs.state()).toEqual(before);
});

test("a file that Tenon did not make is neither overwritten nor removed, and nothing else is written", async () => {
  const fs = new MemoryFileSystem({ [`${OUT}/a.ts`]: "mine", [`${OUT}/notes.md`]: "mine too" });
  const before = fs.state();
  const plan = await planOutput(OUT, FIRST, fs);
  expect(plan.foreign).toEqual(["a.ts"]);
  expect(plan.diagnostics).toMatchObject([
    {
      code: "foreign-file",
      severity: "error",
      message: expect.stringContaining("a.ts") as string,
      hint: expect.stringContaining("a folder other than") as string,
    },
  ]);
  expect(await writeOutput(plan)).toEqual(plan.diagnostics);
  expect(fs.state()).toEqual(before);
});

test("somebody's own files beside the generated ones stay", async () => {
  const fs = await generated();
  fs.files.set(`${OUT}/validators/notes.md`, "mine");
  await generate(fs, SECOND);
  expect(fs.files.get(`${OUT}/validators/notes.md`)).toBe("mine");
  expect(fs.folders.has(`${OUT}/validators`)).toBe(true);
});

test("a generated file that somebody has edited is not removed when it is no longer generated", async () => {
  const fs = await generated();
  fs.files.set(`${OUT}/validators/c.ts`, "c1 and something of my own");
  const plan = await generate(fs, SECOND);
  expect(plan.removed).toEqual([]);
  expect(fs.files.has(`${OUT}/validators/c.ts`)).toBe(true);
});

test("a file that is there already as it would be written is taken over without a word", async () => {
  const fs = new MemoryFileSystem({ [`${OUT}/a.ts`]: "a1" });
  const plan = await generate(fs);
  expect(plan.unchanged).toEqual(["a.ts"]);
});

test("line ends that a checkout has turned to CR LF are no change", async () => {
  const fs = new MemoryFileSystem();
  await generate(fs, [file("a.ts", "1\n2\n")]);
  fs.files.set(`${OUT}/a.ts`, "1\r\n2\r\n");
  expect(paths(await planOutput(OUT, [file("a.ts", "1\n2\n")], fs)).unchanged).toEqual(["a.ts"]);
});

test("nor do they keep a file that is no longer generated", async () => {
  const fs = new MemoryFileSystem();
  await generate(fs, [file("a.ts", "1\n2\n"), file("b.ts", "1\n2\n")]);
  fs.files.set(`${OUT}/b.ts`, "1\r\n2\r\n");
  const plan = await generate(fs, [file("a.ts", "1\n2\n")]);
  expect(plan.removed).toEqual([{ path: "b.ts", before: "1\r\n2\r\n" }]);
  expect(fs.files.has(`${OUT}/b.ts`)).toBe(false);
});

test.each([
  "../../package.json",
  "/app/package.json",
  "x/../../../package.json",
  "C:/package.json",
  "..\\package.json",
])("a manifest that names %s does not make it go", async (path) => {
  const fs = await generated();
  const manifest = JSON.parse(fs.files.get(`${OUT}/${MANIFEST}`) ?? "") as { files: Record<string, string> };
  const [hash = ""] = Object.values(manifest.files);
  fs.files.set("/app/package.json", "a1"); // the content of a.ts, whose hash this is
  fs.files.set(`${OUT}/${MANIFEST}`, JSON.stringify({ files: { ...manifest.files, [path]: hash } }));
  const plan = await generate(fs);
  expect(plan.removed).toEqual([]);
  expect(fs.files.get("/app/package.json")).toBe("a1");
});

test.each(["", "{", "[]", '{"files":[]}', '{"files":{"a.ts":1}}', "null"])(
  "with a manifest that cannot be used (%j) no file counts as Tenon's",
  async (manifest) => {
    const fs = await generated();
    fs.files.set(`${OUT}/${MANIFEST}`, manifest);
    expect((await planOutput(OUT, SECOND, fs)).foreign).toEqual(["a.ts"]);
  },
);

test("after any failure the folder is as before, and the reason is reported", async () => {
  const counting = await generated();
  await generate(counting, SECOND);
  const steps = counting.log.filter((entry) => !entry.startsWith("read ")).length;
  expect(steps).toBeGreaterThan(10);
  const tidyingUp: number[] = [];
  for (let failAt = 0; failAt < steps; failAt++) {
    for (const code of ["ENOSPC", "EACCES"]) {
      const fs = await generated();
      const before = fs.state();
      const plan = await planOutput(OUT, SECOND, fs);
      let step = 0;
      fs.failing = (operation) => (operation !== "read" && step++ === failAt ? code : undefined);
      const diagnostics = await writeOutput(plan);
      if (diagnostics.length === 0) {
        // all had been written; a copy that could not be tidied up is no failure
        tidyingUp.push(failAt);
        expect(fs.files.get(`${OUT}/a.ts`)).toBe("a2");
        continue;
      }
      expect(diagnostics).toMatchObject([
        {
          code: "output-unwritable",
          message: expect.stringContaining(code === "ENOSPC" ? "the disk is full" : "permission is denied") as string,
        },
      ]);
      expect(fs.state(), `failing at ${counting.log.filter((entry) => !entry.startsWith("read "))[failAt]}`).toEqual(
        before,
      );
    }
  }
  expect(new Set(tidyingUp).size).toBeLessThan(steps / 2);
});

const THIRD = [file("a.ts", "a3"), file("b.ts", "b3"), file("d.ts", "d3"), file("validators/c.ts", "c3")];
const others = ["b.ts", "e.ts"].map((path) => file(path, "3"));
/** What the killed run generates: it makes a folder, too. */
const KILLED = [...SECOND, file("deep/er/f.ts", "f2")];

test.each([
  ["the same", KILLED],
  ["a part of it", SECOND],
  ["the files of before", FIRST],
  ["other texts", THIRD],
  ["other files", others],
])("killed at whatever step, the next run needs no help: it generates %s", async (_, next) => {
  for (const begin of [generated, async () => new MemoryFileSystem({ "/app/package.json": "{}" })]) {
    const expected = new MemoryFileSystem({ "/app/package.json": "{}" });
    await generate(expected, next);
    const counting = await begin();
    counting.log.length = 0;
    await generate(counting, KILLED);
    const steps = counting.log.length;
    for (let stopAt = 0; stopAt < steps; stopAt++) {
      const fs = await begin();
      const plan = await planOutput(OUT, KILLED, fs);
      let step = 0;
      fs.failing = () => (step++ >= stopAt ? "EIO" : undefined); // nothing works any more, putting back neither
      await writeOutput(plan);
      fs.failing = () => undefined;
      fs.folderAge = 2000; // milliseconds between the two runs
      const again = await planOutput(OUT, next, fs);
      expect(again.diagnostics, `stopped at step ${stopAt}`).toEqual([]);
      expect(await writeOutput(again)).toEqual([]);
      expect(fs.state(), `stopped at step ${stopAt}`).toEqual(expected.state());
    }
  }
});

const OWNER = `${OUT}/${WRITING}/owner.json`;
const owned = (pid: number, host = hostname()): string => JSON.stringify({ pid, host });

/** A folder that another process writes to. */
async function locked(owner: string): Promise<MemoryFileSystem> {
  const fs = await generated();
  fs.folders.add(`${OUT}/${WRITING}`);
  fs.files.set(OWNER, owner);
  return fs;
}

test("a run waits for another one that writes to the same folder, and plans again what that one has changed", async () => {
  const fs = await locked(owned(77));
  fs.running.add(77);
  const writing = writeOutput(await planOutput(OUT, SECOND, fs));
  await sleep(60);
  expect(fs.files.get(`${OUT}/a.ts`), "while the other one writes").toBe("a1");
  const other = new MemoryFileSystem();
  await generate(other, THIRD);
  for (const [path, text] of other.files) fs.files.set(path, text);
  await fs.removeFolder(`${OUT}/${WRITING}`);
  expect(await writing).toEqual([]);
  const expected = new MemoryFileSystem({ "/app/package.json": "{}" });
  await generate(expected, SECOND);
  expect(fs.state()).toEqual(expected.state());
});

test("a folder that another process does not stop writing to is a diagnostic, and stays as it is", async () => {
  const fs = await locked(owned(77));
  fs.running.add(77);
  const before = fs.state();
  expect(await writeOutput(await planOutput(OUT, SECOND, fs), 50)).toMatchObject([
    { code: "output-busy", message: expect.stringContaining(OUT) as string },
  ]);
  expect(fs.state()).toEqual(before);
});

test.each([
  ["a process that has ended", owned(78), 0],
  ["a process that has not moved a file for long", owned(77), 61_000],
  ["a process of another machine that has not moved a file for long", owned(77, "elsewhere"), 61_000],
  ["a process that was killed before it wrote who it is", "", 2000],
])("what %s has left behind is removed", async (_, owner, age) => {
  const fs = await locked(owner);
  fs.running.add(77);
  fs.folderAge = age;
  fs.files.set(`${OUT}/${WRITING}/0`, "left behind");
  await generate(fs, FIRST); // there is nothing else to do
  expect([...fs.folders, ...fs.files.keys()].filter((path) => path.includes(WRITING))).toEqual([]);
});

test("a folder that was replaced by a link is not written through", async () => {
  const fs = await generated();
  fs.links.add(`${OUT}/validators`);
  const plan = await generate(fs, THIRD);
  expect(plan.diagnostics).toMatchObject([{ code: "foreign-file" }]);
  expect(plan.foreign).toEqual(["validators"]);
  expect(fs.files.get(`${OUT}/a.ts`)).toBe("a1");
});

test("with a disk that is full from the first byte a folder that was not there is not there afterwards", async () => {
  const fs = new MemoryFileSystem({ "/app/package.json": "{}" });
  const before = fs.state();
  fs.failing = (operation) => (operation === "write" ? "ENOSPC" : undefined);
  const diagnostics = await writeOutput(await planOutput(OUT, FIRST, fs));
  expect(diagnostics).toMatchObject([{ code: "output-unwritable" }]);
  expect(fs.state()).toEqual(before);
});

test("a disk that fails during the restoration is reported", async () => {
  const fs = await generated();
  const plan = await planOutput(OUT, SECOND, fs);
  let renames = 0;
  fs.failing = (operation) => (operation === "rename" && renames++ > 0 ? "EROFS" : undefined);
  expect((await writeOutput(plan)).map(({ code }) => code)).toEqual(["output-unwritable", "output-half-written"]);
});

test("an output folder that is a file is a diagnostic", async () => {
  const fs = new MemoryFileSystem({ [OUT]: "a file" });
  const plan = await planOutput(OUT, FIRST, fs);
  expect(plan.diagnostics).toMatchObject([
    { code: "output-unreadable", message: expect.stringContaining("a file, not a folder") as string },
  ]);
  expect(await writeOutput(plan)).toEqual(plan.diagnostics);
});

test("on a real disk it does the same", async () => {
  const root = await mkdtemp(join(tmpdir(), "tenon-writer-"));
  try {
    const directory = join(root, "deep", "generated");
    expect(await writeOutput(await planOutput(directory, FIRST))).toEqual([]);
    expect(await writeOutput(await planOutput(directory, SECOND))).toEqual([]);
    expect((await readdir(directory)).toSorted()).toEqual([MANIFEST, "a.ts", "b.ts", "d.ts"]);
    expect(await readFile(join(directory, "a.ts"), "utf8")).toBe("a2");
    await writeFile(join(root, "file"), "");
    expect((await planOutput(join(root, "file"), FIRST)).diagnostics).toMatchObject([{ code: "output-unreadable" }]);
  } finally {
    await rm(root, { recursive: true });
  }
});
