import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";
import { blocks } from "../../toolchain/cli/report/outcome.ts";
import { pretty, print } from "../../toolchain/cli/report/index.ts";
import type { Format } from "../../toolchain/cli/report/index.ts";
import { folder } from "./support.ts";

const twice: Diagnostic = {
  code: "duplicate-operation-id",
  severity: "error",
  message: 'operationId "getCourse" is used twice',
  hint: "rename one",
  position: { file: "openapi.yaml", line: 3, column: 5 },
  related: [{ message: "first used at", position: { file: "openapi.yaml", line: 1, column: 1 } }],
};

function printed(
  format: Format,
  diagnostics: readonly Diagnostic[],
  terminal = false,
  text = "",
): { out: string; err: string } {
  const all = { out: "", err: "" };
  const shell = {
    cwd: "/nowhere",
    env: {},
    terminal: { out: terminal, err: terminal },
    out: (text: string) => void (all.out += text),
    err: (text: string) => void (all.err += text),
    untilStopped: () => new AbortController().signal,
  };
  print(shell, format, "lint", { exitCode: 1, diagnostics, text, summary: ["done"], data: { contracts: [] } });
  return all;
}

describe("pretty", () => {
  test("a diagnostic has its place, severity, code, message, related places and hint", () => {
    expect(printed("pretty", [twice]).out).toBe(
      [
        'openapi.yaml:3:5  error  duplicate-operation-id  operationId "getCourse" is used twice',
        "  first used at openapi.yaml:1:1",
        "  hint: rename one",
        "",
      ].join("\n"),
    );
  });

  test("findings go to standard output, the rest to standard error", () => {
    const { out, err } = printed("pretty", [twice, { ...twice, severity: "warning" }]);
    expect(err).toBe("done\n1 error, 1 warning\n");
    expect(out).not.toContain("done");
  });

  test("what is worth knowing and nothing to mend is printed, not counted, and stops nothing", () => {
    const info: Diagnostic = { ...twice, severity: "info" };
    const { out, err } = printed("pretty", [info]);
    expect(out).toContain("openapi.yaml:3:5  info  duplicate-operation-id");
    expect(err).toBe("done\n");
    expect(printed("github", [info]).out).toMatch(/^::notice file=openapi.yaml/);
    expect(blocks([info], true)).toBe(false);
    expect(blocks([{ ...info, severity: "warning" }], true)).toBe(true);
  });

  test("a pipe gets no colours, a terminal gets them and the line in question", () => {
    const cwd = folder({ "openapi.yaml": "a: 1\nb: 2\n    operationId: x\n" });
    expect(pretty(twice, { cwd, terminal: { out: false, err: false } })).not.toContain("\u001b");
    const styled = pretty(twice, { cwd, terminal: { out: true, err: true } });
    expect(styled).toContain("\u001b[31m");
    expect(styled).toContain("3 |     operationId: x");
    expect(styled).toContain("    |     ^");
  });

  test("a very long line is cut around its column", () => {
    const cwd = folder({ "openapi.yaml": `{"a":1,${" ".repeat(5000)}"operationId":"x"${" ".repeat(5000)}}` });
    const position = { file: "openapi.yaml", line: 1, column: 5008 };
    const styled = pretty({ ...twice, position, related: [] }, { cwd, terminal: { out: true, err: true } });
    expect(styled).toContain('"operationId":"x"');
    expect(styled.length).toBeLessThan(600);
  });

  test.each([40, 80, 200])("a line is cut to a terminal of %i columns, gutter and all", (columns) => {
    const text = `${"x".repeat(300)}operationId${"y".repeat(300)}`;
    const cwd = folder({ "openapi.yaml": `${"\n".repeat(99)}${text}\n` });
    for (const column of [1, 30, 60, 301, 611]) {
      const position = { file: "openapi.yaml", line: 100, column };
      const styled = pretty({ ...twice, position, related: [] }, { cwd, terminal: { out: true, err: true, columns } });
      const [, line = "", mark = ""] = stripVTControlCharacters(styled).split("\n");
      expect(line.length).toBeLessThanOrEqual(columns);
      expect(mark.length).toBeLessThanOrEqual(columns);
      expect(line[mark.indexOf("^")]).toBe(text[column - 1]);
    }
  });

  test("text of the contract cannot command the terminal", () => {
    const { out } = printed("pretty", [{ ...twice, message: "\u001b[2Jgone \u202eevil\nnext" }]);
    expect(out).toContain("\\u001b[2Jgone \\u202eevil\n    next");
    expect(out).not.toContain("\u001b");
  });

  test.each([false, true])(
    "nor can the text of a diff; tabs and line ends of every kind stay (terminal: %s)",
    (terminal) => {
      const { out } = printed("pretty", [], terminal, "+\tx \u001b[2J\u202e\r\n-y\rz\n");
      expect(stripVTControlCharacters(out)).toBe("+\tx \\u001b[2J\\u202e\r\n-y\\u000dz\n");
    },
  );
});

describe("json", () => {
  test("is one object on one line, with a version, the command, the exit code and the diagnostics", () => {
    const { out, err } = printed("json", [twice]);
    const why = "two handlers or two client functions cannot have the same name";
    const found = { ...twice, why, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) };
    expect(JSON.parse(out)).toEqual({ version: 1, command: "lint", exitCode: 1, diagnostics: [found], contracts: [] });
    expect(out.trimEnd()).not.toContain("\n");
    expect(err).toBe("");
  });
});

describe("github", () => {
  test("a diagnostic is a workflow command at its line", () => {
    expect(printed("github", [twice]).out).toBe(
      '::error file=openapi.yaml,line=3,col=5,title=duplicate-operation-id::operationId "getCourse" is used twice%0Afirst used at openapi.yaml:1:1%0Ahint: rename one\n',
    );
  });

  test("a diagnostic without a place is still about a file", () => {
    const { out } = printed("github", [
      { code: "stale-output", severity: "error", message: "stale", file: "generated/types.ts" },
    ]);
    expect(out).toBe("::error file=generated/types.ts,title=stale-output::stale\n");
  });

  test("text of the contract cannot begin a command of its own", () => {
    const { out } = printed("github", [{ code: "a:b,c", severity: "warning", message: "100%\n::error::x" }]);
    expect(out).toBe("::warning title=a%3Ab%2Cc::100%25%0A::error::x\n");
  });

  test("text of the contract cannot command the terminal that shows the log", () => {
    const { out } = printed("github", [
      { code: "x", severity: "error", message: "\u001b[2Jgone\t\u202eevil\nnext", file: "\u001b.yaml" },
    ]);
    expect(out).toBe("::error file=\\u001b.yaml,title=x::\\u001b[2Jgone\t\\u202eevil%0Anext\n");
  });
});
