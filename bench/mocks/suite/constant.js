import { readFileSync } from "node:fs";

export const constant = JSON.parse(readFileSync(new URL("constant.json", import.meta.url), "utf8"));
