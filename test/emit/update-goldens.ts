/** Writes the goldens anew: `npx node test/emit/update-goldens.ts`. Read what changed before you commit it. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GOLDENS, features, generated } from "./goldens.ts";

for (const feature of await features()) {
  for (const { path, text } of await generated(feature)) {
    const file = join(GOLDENS, feature, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
