/** Error responses that show the inside of the server: stack traces, SQL, file paths (OWASP API8:2023). */

import { operationAt, type Operation } from "tenon-runtime/core";
import type { Reply } from "../target.ts";
import type { Fault } from "./fault.ts";

const SIGNS: readonly (readonly [what: string, sign: RegExp])[] = [
  // A stack trace of JavaScript, Python, Java, .NET, Go, Ruby, PHP or Rust.
  ["a stack trace", /(?:\n|\\n)\s*at (?:async )?(?:new )?[\w$.<>[\] ]*\(?[^()\n]+:\d+:\d+\)?/],
  ["a stack trace", /Traceback \(most recent call last\)|File \\?"[^"]+\\?", line \d+, in /],
  ["a stack trace", /(?:\n|\\n|\\t|\s)at [\w$.]+\([\w$]+\.(?:java|kt|scala):\d+\)/],
  ["a stack trace", /(?:\n|\\n)\s*at [\w.`<>[\]]+\([^()\n]*\) in [^\n]+:line \d+/],
  ["a stack trace", /goroutine \d+ \[|panic: [^\n]+\n|thread '[^']+' panicked at/],
  ["a stack trace", /[\w/.-]+\.rb:\d+:in [`']|#\d+ \/?[\w/.-]+\.php\(\d+\)|Stack trace:/],
  ["SQL", /\bSELECT\b[\s\S]{1,200}\bFROM\b[\s\S]{1,200}(?:\bWHERE\b|\bLIMIT\b|\bORDER BY\b|[=?$;])/],
  [
    "SQL",
    /\bINSERT INTO\b[\s\S]{1,200}\bVALUES\b|\bUPDATE\b[\s\S]{1,100}\bSET\b[^\n]{1,100}=|\bDELETE FROM\b \S+ WHERE/,
  ],
  [
    "an error of the database",
    /\bSQLITE_[A-Z]+|SQLSTATE\[?|\bORA-\d{5}\b|\bER_[A-Z]{3,}_[A-Z_]+\b|PG::\w+|psycopg2?\./,
  ],
  ["an error of the database", /syntax error at or near|violates (?:unique|foreign key|not-null|check) constraint/],
  [
    "an error of the database",
    /UNIQUE constraint failed: \w|You have an error in your SQL syntax|E11000 duplicate key/,
  ],
  [
    "a file path",
    /(?:\/(?:home|usr|var|srv|opt|app|root)\/[\w./-]+|[A-Z]:\\\\?[\w\\ .-]+)\.(?:[cm]?[jt]s|py|rb|php|java|go|cs)\b/,
  ],
];

/** Characters of a body that are searched. */
const SEARCHED = 20_000;

export function detailFaults(operation: Operation, { status, body }: Reply): Fault[] {
  if (status < 400 || body.length === 0) return [];
  const text = new TextDecoder().decode(body.subarray(0, SEARCHED));
  const found = SIGNS.find(([, sign]) => sign.test(text));
  if (found === undefined) return [];
  const [what, sign] = found;
  const [shown = ""] = sign.exec(text) ?? [];
  return [
    {
      check: "error-details",
      message: `the ${status} contains ${what}: ${shown.trim().slice(0, 120)}`,
      expected: "an error text for callers, without the inside of the server",
      at: operationAt(operation),
      cause: `${what} ${status}`,
    },
  ];
}
