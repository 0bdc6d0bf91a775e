import { renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createWatcher } from "../../toolchain/cli/shell/watcher.ts";
import { folder, until } from "./support.ts";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function watching(
  cwd: string,
  ...names: readonly string[]
): { calls: string[][]; set: (...names: readonly string[]) => void } {
  const calls: string[][] = [];
  const watcher = createWatcher((files) => void calls.push(files.map((file) => file.slice(cwd.length + 1))));
  const set = (...list: readonly string[]): void => watcher.set(list.map((name) => join(cwd, name)));
  set(...names);
  onTestFinished(() => watcher.close());
  return { calls, set };
}

test("saving a file is seen, once for a burst of writes", async () => {
  const cwd = folder({ "a.yaml": "1" });
  const { calls } = watching(cwd, "a.yaml");
  for (const text of ["2", "3", "4"]) writeFileSync(join(cwd, "a.yaml"), text);
  await until("a change", () => calls.length > 0);
  await pause(200);
  expect(calls).toEqual([["a.yaml"]]);
});

test("an editor that writes beside and renames is seen, also the second time", async () => {
  const cwd = folder({ "a.yaml": "1" });
  const { calls } = watching(cwd, "a.yaml");
  for (const text of ["22", "333"]) {
    const before = calls.length;
    writeFileSync(join(cwd, ".a.yaml.swp"), text);
    renameSync(join(cwd, ".a.yaml.swp"), join(cwd, "a.yaml"));
    await until(`the change to ${text}`, () => calls.length > before);
  }
  expect(calls).toEqual([["a.yaml"], ["a.yaml"]]);
});

test("an editor that removes first and writes then is one change", async () => {
  const cwd = folder({ "a.yaml": "1" });
  const { calls } = watching(cwd, "a.yaml");
  unlinkSync(join(cwd, "a.yaml"));
  await pause(120);
  writeFileSync(join(cwd, "a.yaml"), "22");
  await until("a change", () => calls.length > 0);
  await pause(200);
  expect(calls).toEqual([["a.yaml"]]);
});

test("a file that stays away is a change in the end", async () => {
  const cwd = folder({ "a.yaml": "1" });
  const { calls } = watching(cwd, "a.yaml");
  rmSync(join(cwd, "a.yaml"));
  await until("a change", () => calls.length > 0);
  expect(calls).toEqual([["a.yaml"]]);
});

test("other files of the folder are ignored", async () => {
  const cwd = folder({ "a.yaml": "1", "b.yaml": "1" });
  const { calls } = watching(cwd, "a.yaml");
  writeFileSync(join(cwd, "b.yaml"), "2");
  await pause(250);
  expect(calls).toEqual([]);
});

test("the files to watch can change", async () => {
  const cwd = folder({ "a.yaml": "1", "parts/b.yaml": "1" });
  const { calls, set } = watching(cwd, "a.yaml");
  set("parts/b.yaml");
  writeFileSync(join(cwd, "a.yaml"), "22");
  writeFileSync(join(cwd, "parts/b.yaml"), "22");
  await until("a change", () => calls.length > 0);
  await pause(150);
  expect(calls).toEqual([["parts/b.yaml"]]);
});

test("a closed watcher stays closed, also if it gets new files to watch", async () => {
  const cwd = folder({ "a.yaml": "1" });
  const calls: (readonly string[])[] = [];
  const watcher = createWatcher((files) => void calls.push(files));
  watcher.close();
  watcher.set([join(cwd, "a.yaml")]);
  onTestFinished(() => watcher.close());
  writeFileSync(join(cwd, "a.yaml"), "22");
  await pause(250);
  expect(calls).toEqual([]);
});
