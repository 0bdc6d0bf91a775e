/** The contract's schemas as JSON Schema. Ajv takes no `mapping` in a discriminator; here it says what the tags say. */

import { readFileSync } from "node:fs";

const text = readFileSync(new URL("./rows.json", import.meta.url), "utf8");
export const components = JSON.parse(text, (key, value) =>
  key === "discriminator" ? { propertyName: value.propertyName } : value,
).components.schemas;

export const names = ["StudentInput", "StudentPage", "Folder", "EventList", "CellList"];
