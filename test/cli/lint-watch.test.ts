import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { folder, HELLO, start, until, write } from "./support.ts";

interface Matcher {
  readonly pattern: { readonly regexp: string };
  readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
}

/** That of the templates, as an editor uses it. */
function matcher(): Matcher {
  const text = readFileSync(join(ROOT, "templates/common/.vscode/tasks.json"), "utf8");
  const { tasks } = JSON.parse(text) as { readonly tasks: readonly [{ readonly problemMatcher: Matcher }] };
  return tasks[0].problemMatcher;
}

test("lint --watch lints again on each save, and the editor's problem matcher reads it", async () => {
  const cwd = folder({ "openapi.yaml": HELLO, "redocly.yaml": "extends: [minimal]\n" });
  const { printed, stop, code } = start(["lint", "--watch"], { cwd });
  const { pattern, background } = matcher();
  const times = (regexp: string): number => printed.err.match(new RegExp(regexp, "gm"))?.length ?? 0;
  const rounds = (count: number): Promise<void> =>
    until(`${count} rounds`, () => times(background.endsPattern) === count);
  const problems = (text: string): string[] =>
    text.split("\n").flatMap((line) => {
      const [, file, row, , severity, rule] = new RegExp(pattern.regexp).exec(line) ?? [];
      return file === undefined ? [] : [`${file}:${row} ${severity} ${rule}`];
    });
  await rounds(1);
  const before = printed.out.length;
  write(cwd, { "openapi.yaml": HELLO.replace("sayBye", "sayHello") });
  await rounds(2);
  const broken = printed.out.slice(before);
  expect(problems(broken).join("\n")).toMatch(
    /^openapi\.yaml:\d+ \w+ (?:operation-operationId-unique|duplicate-operation-id)$/m,
  );
  write(cwd, { "openapi.yaml": "openapi: 3.1.0\n  paths: [" });
  await rounds(3);
  const mended = printed.out.length;
  write(cwd, { "openapi.yaml": HELLO });
  await rounds(4);
  expect(printed.out.slice(mended)).toBe(printed.out.slice(0, before));
  expect(times(background.beginsPattern)).toBe(4);
  stop();
  expect(await code).toBe(0);
});
