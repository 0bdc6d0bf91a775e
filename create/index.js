#!/usr/bin/env node
// `npm create tenon my-app` runs `tenon init my-app`.

process.argv.splice(2, 0, "init");
await import(new URL("cli/main.js", import.meta.resolve("tenon")));
