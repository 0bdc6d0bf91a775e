/** What `tenon init` writes: computed as a whole before the first file is written. */

import { basename, resolve } from "node:path";
import { extendManifest, isPageOnly } from "./manifest.ts";
import type { EmitPart } from "../../emit/parts.ts";
import { layerFiles, PAGE_PARTS, TEMPLATES, type TemplateName, templateFiles } from "./templates.ts";
import type { ProjectKind, Surroundings } from "./surroundings.ts";

export interface InitPlan {
  /** Texts by path. Existing files are never replaced, but for a manifest that gets scripts and dependencies. */
  readonly files: ReadonlyMap<string, string>;
  /** The changed text of an existing `package.json`. */
  readonly manifest?: string;
  /** Relative to the folder. */
  readonly contract: string;
  readonly output: string;
  /** The generated parts. Default: all. */
  readonly emit?: readonly EmitPart[] | undefined;
}

/** A workspace with the starter contract and an application for it. */
export function planWorkspace(folder: string, template: TemplateName): InitPlan {
  const files = templateFiles(template, packageName(folder));
  const contract = "openapi.yaml";
  const output = "generated";
  files.set("tenon.config.ts", configText(contract, output, TEMPLATES[template]));
  return { files, contract, output, emit: TEMPLATES[template].emit };
}

/** Tenon, added to a folder that has a project or a contract. */
export function planAddition(folder: string, surroundings: Surroundings, contract: string, text?: string): InitPlan {
  const { manifest, kinds, src, config, git } = surroundings;
  const output = src ? "src/generated" : "generated";
  const emit = isPageOnly(kinds) ? PAGE_PARTS : undefined;
  const files = new Map<string, string>();
  const common = layerFiles("common");
  if (text !== undefined) files.set(contract, text);
  if (!config) files.set("tenon.config.ts", configText(contract, output, { emit }));
  if (manifest === undefined) {
    const start = {
      text: `{\n  "name": ${JSON.stringify(packageName(folder))},\n  "private": true,\n  "type": "module"\n}\n`,
    };
    files.set("package.json", extendManifest(start, kinds));
    for (const path of [".gitignore", "tsconfig.json"]) files.set(path, common.get(path) ?? "");
  }
  if (git) files.set(".github/workflows/contract.yml", workflow(surroundings));
  return { files, contract, output, emit, ...(manifest && { manifest: extendManifest(manifest, kinds) }) };
}

interface Settings {
  readonly emit?: readonly EmitPart[] | undefined;
  readonly start?: string;
}

function configText(contract: string, output: string, { emit, start }: Settings): string {
  const parts = emit === undefined ? "" : `, emit: ${JSON.stringify(emit)}`;
  const dev = start === undefined ? "" : `, dev: { start: ${JSON.stringify(start)} }`;
  return `import { defineConfig } from "tenon";

export default defineConfig({ contract: ${JSON.stringify(contract)}, output: ${JSON.stringify(output)}${parts}${dev} });
`;
}

/** The name of the folder as npm allows it. */
export function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "");
  return name === "" ? "application" : name;
}

const INSTALL = { npm: "npm ci", pnpm: "pnpm install", yarn: "yarn install", bun: "bun install" } as const;

/** What runs the command of a package. */
const RUN = { npm: "npx", pnpm: "pnpm", yarn: "yarn", bun: "bunx" } as const;

function workflow({ packageManager }: Surroundings): string {
  const run = RUN[packageManager];
  const setup =
    packageManager === "pnpm"
      ? "      - uses: pnpm/action-setup@v4\n"
      : packageManager === "bun"
        ? "      - uses: oven-sh/setup-bun@v2\n"
        : "";
  return `name: Contract
on:
  pull_request:
  push: { branches: [main] }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 } # the merge base is compared
${setup}      - uses: actions/setup-node@v4
        with: { node-version: 24 }
      - run: ${INSTALL[packageManager]}
      - run: ${run} tenon check --base origin/main --format github
`;
}

/** The commands that come next, with a line about each. */
export function nextSteps(
  surroundings: Pick<Surroundings, "packageManager" | "kinds">,
  plan: InitPlan,
  template?: TemplateName,
): string[] {
  const { packageManager } = surroundings;
  const script = (name: string): string => `${packageManager} run ${name}`;
  const install = `${packageManager} install`;
  switch (template) {
    case "fullstack":
      return [
        install,
        `${script("web:mock")}   # the page on mocks, without an API`,
        `${script("dev")}        # the API and its checks; then \`${script("web")}\` in a second terminal: the page on the API`,
        `${script("test")}       # the tests of both`,
      ];
    case "api":
      return [
        install,
        `${script("dev")}    # the API, the mock of what is missing, and all checks`,
        `${script("test")}   # its tests`,
      ];
    case "web":
      return [install, `${script("web:mock")}   # the page on mocks`, `${script("test")}       # its tests`];
    case "sdk":
      return [
        install,
        `${script("test")}    # the tests of the client`,
        `${script("build")}   # the package, in dist/`,
      ];
    case undefined:
      return [
        install,
        `${RUN[packageManager]} tenon dev   # serves the mocks of ${plan.contract}, generates on each save`,
        ...surroundings.kinds.flatMap((kind) => hint(kind, plan.output)),
      ];
  }
}

function hint(kind: ProjectKind, output: string): string[] {
  switch (kind) {
    case "server":
      return [`# server: app.use(createRouter({ handlers })) of ./${output}/server.ts`];
    case "fetch":
      return [`# server: toFetchHandler({ handlers }) of ./${output}/handler.ts is (Request) => Promise<Response>`];
    case "web":
      return [`# page: createClient({ baseUrl }) of ./${output}/client.ts; createMocks() of ./${output}/mocks.ts`];
    case "unknown":
      return [];
  }
}
