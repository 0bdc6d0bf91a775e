/**
 * `npm run proof -- NAME`: runs an exhaustive proof, too long for `npm test`, and writes its result to
 * `test/proofs/NAME.md`, to be committed, with the command, the seed, the date and the commit that it was run on.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, ROOT, run } from "./run.ts";

interface Proof {
  /** What holds when it passes. */
  readonly claim: string;
  /** As typed after `node`. */
  readonly command: readonly string[];
  /** Where the proof draws at random. */
  readonly seed?: number;
}

const PROOFS: Readonly<Record<string, Proof>> = {
  corpus: {
    claim: "The contracts that are spoken of by name, and every 40th of the directory, generate and type-check without an error.",
    command: ["scripts/corpus.ts", "github", "stripe", "digitalocean", "kubernetes", "twilio", "slack", "spotify", "asana", "zoom", "adyen", "aws-ec2", "box", "--every", "40"],
  },
  directory: {
    claim: "Every contract of the directory generates and type-checks without an error.",
    command: ["scripts/corpus.ts", "--all"],
  },
};

const name = process.argv[2] ?? "";
const proof = Object.hasOwn(PROOFS, name) ? PROOFS[name] : undefined;
if (!proof) {
  console.error(`npm run proof -- NAME, where NAME is one of: ${Object.keys(PROOFS).join(", ")}`);
  process.exit(2);
}
const commit = (await must("git", ["rev-parse", "HEAD"])).trim();
const changed = (await must("git", ["status", "--porcelain"])).trim() !== "";
console.log(`${proof.claim}\nnode ${proof.command.join(" ")} …`);
const { code, output } = await run(process.execPath, proof.command, { timeout: 24 * 3_600_000 });
console.log(output);
const file = join("test/proofs", `${name}.md`);
await mkdir(join(ROOT, "test/proofs"), { recursive: true });
await writeFile(
  join(ROOT, file),
  `# ${name}: ${code === 0 ? "holds" : "does not hold"}

${proof.claim}

| | |
|---|---|
| command | \`npm run proof -- ${name}\` (\`node ${proof.command.join(" ")}\`) |
| seed | ${proof.seed ?? "none: nothing in it is drawn at random"} |
| date | ${new Date().toISOString().slice(0, 10)} |
| commit | ${commit}${changed ? ", with changes that were not committed" : ""} |

\`\`\`
${output.trim()}
\`\`\`
`,
);
console.log(`${file} written`);
process.exitCode = code;
