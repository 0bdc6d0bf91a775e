import { describe, expect, test } from "vitest";
import { folder, start, tenon, until } from "./support.ts";

const CONTRACT = `openapi: 3.1.0
info: { title: Students, version: 1.0.0 }
paths:
  /student:
    get:
      operationId: getStudent
      responses:
        "200":
          description: one
          content:
            application/json:
              schema:
                type: object
                required: [name]
                properties: { name: { type: string } }
              examples:
                bad: { value: { name: 5 } }
`;
const TOLD =
  'openapi.yaml:17:33  warning  invalid-example  the example "bad" of getStudent, 200 application/json, does not match its schema: /name must be a string';
const HINT = "hint: correct the example or the schema; until then mocks generate a value instead";

describe("an example that does not fit its schema", () => {
  test("is a warning of `tenon generate`, with its place and a hint, also where nothing has changed", async () => {
    const cwd = folder({ "openapi.yaml": CONTRACT });
    for (const argv of [["generate"], ["generate"], ["generate", "--check"]]) {
      const { code, out } = await tenon(argv, { cwd });
      expect({ code, out }).toEqual({ code: 0, out: `${TOLD}\n  ${HINT}\n` });
    }
  });

  test("fails with --strict, as every warning does, unless the configuration mutes it", async () => {
    const cwd = folder({ "openapi.yaml": CONTRACT });
    expect(await tenon(["generate", "--strict"], { cwd })).toMatchObject({ code: 1 });
    const mute = { "openapi.yaml": CONTRACT, "tenon.config.mjs": 'export default { examples: "off" };' };
    expect(await tenon(["generate", "--strict"], { cwd: folder(mute) })).toMatchObject({ code: 0, out: "" });
    const wrong = { ...mute, "tenon.config.mjs": 'export default { examples: "never" };' };
    expect((await tenon(["generate"], { cwd: folder(wrong) })).out).toContain('"warn" or "off"');
  });

  test("is reported by `tenon lint` once, by the linter's own rule, which a redocly.yaml can silence", async () => {
    const { out } = await tenon(["lint"], { cwd: folder({ "openapi.yaml": CONTRACT }) });
    expect(out.match(/invalid-.*example/g)).toHaveLength(2);
    expect(out).toContain("warning  no-invalid-media-type-examples");
    expect(out).not.toContain("invalid-example ");
    const muted = {
      "openapi.yaml": CONTRACT,
      "redocly.yaml": "extends: [recommended]\nrules: { no-invalid-media-type-examples: off }\n",
    };
    expect((await tenon(["lint"], { cwd: folder(muted) })).out).not.toMatch(/example/);
  });

  test("is reported by `tenon mock` when it starts, and not again when it is requested", async () => {
    const running = start(["mock", "--port", "0"], { cwd: folder({ "openapi.yaml": CONTRACT }) });
    const address = (): string | undefined => /on (http:\S+)/.exec(running.printed.err)?.[1];
    try {
      await until("an address", () => address() !== undefined);
      const response = await fetch(`${address() ?? ""}/student`);
      expect(await response.json()).toEqual({ name: expect.any(String) });
      await until("a line of the log", () => running.printed.out.includes("getStudent\n"));
      expect(running.printed.out.match(/invalid-example/g)).toHaveLength(1);
      expect(running.printed.out).toContain(TOLD);
    } finally {
      running.stop();
      await running.code;
    }
  });
});
