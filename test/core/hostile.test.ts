import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { dangerOf } from "tenon-runtime/validators";
import { accepts } from "tenon-runtime/core";
import { parseExactJson } from "../../runtime/core/json/exact.ts";
import { longNumbers } from "../../runtime/core/conversions/long-number.ts";
import { coerce, Misfit } from "../../runtime/core/parameters/coerce.ts";
import { listMembers } from "../../runtime/core/http/negotiate.ts";
import { describePart } from "../../runtime/multipart/headers.ts";
import { looksOf } from "./work.ts";

const QUOTES = ['"', '""', '"\\', ',"', '"a",', '\\"'];
const PARTS = [';a="x', ';a="', '"', '" ', "; ", ";a=", ';name*="', '=";', '"\\'];

describe("what a caller repeats", () => {
  test.each(QUOTES)("%j in an Accept header is looked at once", (piece) => {
    const text = piece.repeat(4000);
    expect(looksOf(() => listMembers(text))).toBeLessThanOrEqual(text.length + 1);
  });

  test("with a million zeros inside a number that keeps its digits is read in time proportional to its length", () => {
    const begin = process.cpuUsage().user;
    const source = `[1${"0".repeat(1 << 20)}1]`;
    expect(longNumbers.keep(source, [Infinity])).toMatchObject([{ text: source.slice(1, -1) }]);
    expect(process.cpuUsage().user - begin).toBeLessThan(5_000_000);
  });

  test("in an Accept header too long to be meant asks for nothing in particular", () => {
    const asking = (accept: string) => accepts({ header: () => accept }, ["text/csv", "application/json"]);
    expect(asking("application/json")).toBe("application/json");
    expect(asking(`application/json;a="${"x".repeat(5000)}"`)).toBe("text/csv");
  });

  test.each(PARTS)("%j in a Content-Disposition is looked at a few times", (piece) => {
    const text = `form-data${piece.repeat(2000)}`;
    const describing = (): void => {
      try {
        describePart({ "content-disposition": [text] });
      } catch {
        // that it has no name is no matter here
      }
    };
    const looks = looksOf(describing);
    expect(looks).toBeGreaterThan(1000);
    expect(looks).toBeLessThan(text.length * 4);
  });

  test("with a million zeros inside a number is read in time proportional to its length", () => {
    const begin = process.cpuUsage().user;
    parseExactJson(`[1.${"0".repeat(1 << 20)}1e0]`);
    // Quadratic time would be minutes.
    expect(process.cpuUsage().user - begin).toBeLessThan(5_000_000);
  });

  test("as digits is no number, nor is it tried in all the ways in which two loops can share them", () => {
    expect(coerce(`${"1".repeat(4 << 20)}x`, "number")).toBeInstanceOf(Misfit);
    for (const text of ["1.", ".5", "1.5e3", "-1", "0"]) expect(coerce(text, "number")).toBe(Number(text));
    for (const text of [".", "-", "1e", "1..2", ""]) expect(coerce(text, "number")).toBeInstanceOf(Misfit);
  });
});

/** Patterns that {@link dangerOf}, which is strict, does not let pass; each with the reason why no text of a stranger makes it slow. */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  "the text is the contract's, the handler's or the application's own": [
    String.raw`client/connection.ts /\/+$/`,
    String.raw`core/expression.ts /(\{\$[^}]*\})/`,
    "core/answer/body.ts /^[\\w!#$%&'*+.^`|~-]+\\/[\\w!#$%&'*+.^`|~-]+(?:\\s*;\\s*[\\w-]+=(?:[\\w!#$%&'*+.^`|~:/-]+|\"[^\"\\\\\\r\\n]*\"))*$/",
    String.raw`core/answer/index.ts /(?:^|,)\s*(?:\*|accept)\s*(?:,|$)/i`,
    String.raw`core/parameters/encode.ts /\{([^{}]+)\}(?=([^{}]*)(.?))/g`,
    String.raw`core/pattern/danger.ts /[*+}][^()]*\)[*+{]/`,
    String.raw`core/pattern/parse.ts /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/`,
    String.raw`core/router.ts /\/+$/`,
    String.raw`core/router.ts /\{([^{}]*)\}/`,
    String.raw`core/schema/resources.ts /#.*$/`,
    String.raw`server/document.ts /\{([^{}]*)\}/g`,
    String.raw`core/conversions/operation.ts /^(\S+) (.*)$/s`,
  ],
  "its loop takes the text, and cannot fail after it": [
    String.raw`client/errors.ts /\s+/g`,
    String.raw`client/pages.ts /\s+/`,
    String.raw`core/body/encode.ts /[\r\n]+/g`,
    String.raw`core/json/scan.ts /[ \t\n\r]*/y`,
  ],
  "it begins in one place, and what stands between two loops that could share a text is in neither, or in one place alone":
    [
      String.raw`core/parameters/scalar.ts /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/`,
      String.raw`core/formats/address.ts /^[^\s@]+@[^\s@]+$/`,
      "core/formats/address.ts /^[\\w!#$%&'*+/=?^`{|}~-]+(?:\\.[\\w!#$%&'*+/=?^`{|}~-]+)*@[a-zA-Z\\d]+(?:\\.[a-zA-Z\\d]+)*$/",
      String.raw`core/formats/plain.ts /^(?:0|[1-9]\d*)(?:[+-](?:0|[1-9]\d*))?/`,
      String.raw`core/formats/time.ts /^P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/`,
      String.raw`core/formats/uri.ts /^v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+$/i`,
      String.raw`core/json/scan.ts /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y`,
      String.raw`core/json/scan.ts /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y`,
      "core/http/negotiate.ts /^(?:\\*\\/\\*|[\\w!#$%&'*+.^`|~-]+\\/[\\w!#$%&'*+.^`|~-]+)$/",
      String.raw`core/http/request-id.ts /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/`,
      String.raw`core/json/sequence.ts /^([^:]*):? ?(.*)$/s`,
      String.raw`client/pages.ts /^\s*<([^>]*)>(.*)$/s`,
      String.raw`core/conversions/scalars.ts /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/`,
    ],
  "a loop has at most 61 turns": [
    String.raw`core/formats/address.ts /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?(?:\.(?!$)|\.?$))+$/u`,
    String.raw`core/conversions/long-number.ts /\d[\d.]{15}|\d[eE]/`,
  ],
  "it reads valid JSON, in which every string ends and no number has a line break": [
    String.raw`core/json/exact.ts /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g`,
    String.raw`core/conversions/long-number.ts /[eE].*$/`,
  ],
  "it begins after a separator, which its loop does not take, or at the start": [
    String.raw`core/json/exact.ts /(?:^|[[:,\s])-?(?:\d{16}|[\d.]+e)/i`,
    String.raw`core/json/integers.ts /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/`,
  ],
  "a contract's path has it, and no stranger's text": [String.raw`client/plain.ts /\{([^{}]+)\}/g`],
  "it begins at a semicolon, which ends what it takes, but for a quoted value: its quote ends the one before": [
    String.raw`core/http/media.ts /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g`,
    String.raw`client/download.ts /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i`,
    String.raw`client/download.ts /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i`,
    String.raw`client/pages.ts /;\s*rel\s*=\s*(?:"([^"]*)"|([^;\s]+))/i`,
  ],
};

describe("a pattern of the runtime that strangers' texts meet", () => {
  const root = fileURLToPath(new URL("../../runtime/", import.meta.url));
  const patterns = globSync("{core,server,client,multipart}/**/*.ts", { cwd: root }).flatMap((file) => {
    const found: string[] = [];
    const source = ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found.map((text) => `${file} ${text}`);
  });
  const doubtful = patterns.filter(
    (each) => dangerOf(each.slice(each.indexOf("/", each.indexOf(" ")) + 1, each.lastIndexOf("/"))) !== "none",
  );

  test("takes time in proportion to the text, or there is a reason why it may not", () => {
    expect(patterns.length).toBeGreaterThan(50);
    expect(doubtful.toSorted()).toEqual(Object.values(JUDGED).flat().toSorted());
  });
});
