import { readFileSync, writeFileSync } from "node:fs";
import { PAGE, withTables } from "./tables.ts";

writeFileSync(PAGE, withTables(readFileSync(PAGE, "utf8")));
