#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// openapi-typescript brings all of TypeScript: its code, compiled once, need not be compiled at every run.
enableCompileCache();

const [{ run }, { processShell }] = await Promise.all([import("./run.ts"), import("./shell.ts")]);
process.exitCode = await run(process.argv.slice(2), processShell());
