#!/usr/bin/env node
// Imports nothing before it has looked at the version: an older Node stops at the first name that it does not know, with
// an error that does not say what to do.

/** As `engines` in package.json has it. */
const NEEDED = [22, 18] as const;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(`Tenon needs Node ${NEEDED.join(".")} or newer; this is Node ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  const [{ enableCompileCache }, { setFlagsFromString }] = await Promise.all([
    import("node:module"),
    import("node:v8"),
  ]);
  // A run of one or two seconds is over before code that the optimising compiler has worked on pays for that work: a
  // fifth of all CPU time. What stays up is better off with it. Before the cache is opened, which is one for each set of flags.
  const given = new Set(process.argv.slice(2));
  if (given.has("generate") && !given.has("--watch") && !given.has("-w")) setFlagsFromString("--no-opt");
  // openapi-typescript brings all of TypeScript: its code, compiled once, need not be compiled at every run.
  enableCompileCache();
  const [{ run }, { processShell }] = await Promise.all([import("./run.ts"), import("./shell/shell.ts")]);
  process.exitCode = await run(process.argv.slice(2), processShell());
}

export {};
