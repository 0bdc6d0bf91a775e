/** Both tiers in Chromium, on a page whose Content-Security-Policy forbids to make code of text: none is made, none is tried. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";
import { expect } from "vitest";
import { launchBrowser, testInBrowser } from "../browser.ts";

const entry = "\0entry.ts";
const golden = fileURLToPath(new URL("../emit/goldens/students/validators/", import.meta.url));
const ENTRY = `
  import { requests } from ${JSON.stringify(`${golden}requests.ts`)};
  import { responses } from ${JSON.stringify(`${golden}responses.ts`)};
  import { interpretedValidators } from "tenon-runtime/validators";
  const reports = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => reports.push(violatedDirective));
  const places = { createStudent: { body: { $ref: "#/components/schemas/StudentInput" } } };
  const emitted = requests.get("createStudent", "body application/json");
  const interpreted = interpretedValidators(requests.schemas, places).get("createStudent", "body");
  let forbidden = false;
  try { globalThis["ev" + "al"]("1"); } catch { forbidden = true; }
  const page = responses.get("listStudents", "200 application/json");
  const verdicts = [emitted, interpreted].map((each) => [each.is({}), each.explain({}).length > 0]);
  const result = { forbidden, verdicts, page: page.is({}), told: page.explain({}).length > 0 };
  // the attempt of the page itself is reported, and no other
  setTimeout(() => (document.title = JSON.stringify({ ...result, reports: reports.length })), 200);
`;

testInBrowser(
  "validators work under a policy without unsafe-eval, and do not try it",
  { timeout: 60_000 },
  async () => {
    const output = await build({
      configFile: false,
      logLevel: "silent",
      resolve: { conditions: ["tenon-source", ...defaultClientConditions] },
      plugins: [
        {
          name: "entry",
          resolveId: (id) => (id === "entry" ? entry : undefined),
          load: (id) => (id === entry ? ENTRY : undefined),
        },
      ],
      build: { write: false, minify: false, rolldownOptions: { input: "entry" } },
    });
    const [bundle] = Array.isArray(output) ? output : [output];
    const script = bundle !== undefined && "output" in bundle ? bundle.output[0].code : "";
    expect(script).not.toMatch(/new Function|\beval\(/);

    const server = createServer((request, response) => {
      response.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'");
      response.setHeader("Content-Type", request.url === "/page.js" ? "text/javascript" : "text/html");
      response.end(
        request.url === "/page.js" ? script : '<!doctype html><script type="module" src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await expect.poll(() => page.title(), { timeout: 10_000 }).toContain("forbidden");
      expect(JSON.parse(await page.title())).toMatchObject({
        forbidden: true,
        verdicts: [
          [false, true],
          [false, true],
        ],
        page: false,
        told: true,
        reports: 1,
      });
    } finally {
      await browser.close();
      server.close();
    }
  },
);
