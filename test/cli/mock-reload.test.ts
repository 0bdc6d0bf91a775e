import { expect, test, vi } from "vitest";
import { loadContract } from "../../toolchain/contract/index.ts";
import { folder, HELLO, start, until, write } from "./support.ts";

vi.mock(import("../../toolchain/contract/index.ts"), async (original) => {
  const real = await original();
  return { ...real, loadContract: vi.fn(real.loadContract) };
});

test("saves are taken up one after the other, and one that throws ends nothing", async () => {
  const load = vi.mocked(loadContract);
  const real = load.getMockImplementation();
  if (!real) throw new Error("there is nothing behind the mock");
  const cwd = folder({ "openapi.yaml": HELLO });
  const { printed, stop, code } = start(["mock", "--port", "0", "--watch"], { cwd });
  const address = (): string | undefined => /on (http:\S+)/.exec(printed.err)?.[1];
  await until("an address", () => address() !== undefined);
  const status = async (path: string): Promise<number> => (await fetch(`${address()}${path}`)).status;
  const changes = (): number => printed.err.split("changed: 2 operations").length - 1;

  const gate = Promise.withResolvers<undefined>();
  load.mockImplementationOnce(async (...given) => {
    const early = await real(...given);
    await gate.promise;
    return early;
  });
  write(cwd, { "openapi.yaml": HELLO.replaceAll("/hello", "/second") });
  await until("the second reading", () => load.mock.calls.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  write(cwd, { "openapi.yaml": HELLO.replaceAll("/hello", "/the-third") });
  await new Promise((resolve) => setTimeout(resolve, 500));
  gate.resolve(undefined);
  await until("both contracts", () => changes() === 2);
  expect([await status("/second"), await status("/the-third")]).toEqual([404, 200]);

  load.mockImplementationOnce(() => Promise.reject(new Error("a defect \u001b[2J")));
  write(cwd, { "openapi.yaml": HELLO.replaceAll("/hello", "/the-fourth-one") });
  await until("the error", () => printed.err.includes("tenon: a defect \\u001b[2J\n"));
  expect(await status("/the-third")).toBe(200);
  write(cwd, { "openapi.yaml": HELLO.replaceAll("/hello", "/the-fifth-and-last") });
  await until("the last contract", () => changes() === 3);
  expect(await status("/the-fifth-and-last")).toBe(200);
  stop();
  expect(await code).toBe(0);
});
