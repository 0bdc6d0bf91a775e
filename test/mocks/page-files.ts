/** Files of a page that a browser loads from a test's own server. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `/page.js` with this text, resolved from the repository's root, and what it loads when it is first needed. */
export async function pageFiles(text: string): Promise<Record<string, readonly [type: string, body: string]>> {
  const entry = join(ROOT, "page.virtual.js");
  const bundle = await rolldown({
    cwd: ROOT,
    input: entry,
    platform: "browser",
    resolve: { conditionNames: ["tenon-source", "browser", "import", "default"] },
    plugins: [
      {
        name: "text",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? text : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", entryFileNames: "page.js", chunkFileNames: "[name].js" });
  await bundle.close();
  return Object.fromEntries(
    output.flatMap((file) => (file.type === "chunk" ? [[`/${file.fileName}`, ["text/javascript", file.code]]] : [])),
  );
}
