/** The page in real Chromium: once against the reference API, once on the service worker with no back end. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "../browser.ts";
import { type Running, sender, startApi, TOKEN } from "./harness.ts";
import { startPage } from "./page-server.ts";

let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the page complained about in its console, or did not catch. */
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  context = await browser.newContext({ locale: "en-GB" });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
});
afterEach(async () => {
  await context.close();
  if (complaints.length > 0) throw new Error(`The page did not catch: ${complaints.join("; ")}`);
});

const names = (): Promise<string[]> => page.locator("tbody tr strong").allTextContents();
const rows = (): Locator => page.locator("tbody tr[data-id]");
const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
const filter = (label: string): Locator => page.getByRole("search").getByLabel(label);
const notices = (): Locator => page.locator("#notices");
/** Waits until a check of the page's content holds. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- the callers await the matcher that they call on it
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 10_000 });

async function open(url: string, count: number): Promise<void> {
  await page.goto(url);
  await eventually(() => rows().count()).toBe(count);
}

/** A field is marked as invalid, has the focus or not, and its description says why. */
async function expectProblemAt(label: string, text: RegExp): Promise<void> {
  const field = page.getByRole("dialog").getByLabel(label);
  await eventually(() => field.getAttribute("aria-invalid")).toBe("true");
  const description = await field.evaluate((element) => {
    const id = element.getAttribute("aria-describedby");
    return (id === null ? undefined : document.getElementById(id)?.textContent) ?? "";
  });
  expect(description).toMatch(text);
}

const SIDES = ["the reference API", "the service worker"] as const;

describeInBrowser.each(SIDES)("on %s, the page", { timeout: 90_000 }, (side) => {
  let api: Running | undefined;
  let server: Running;
  let asked: string[];

  beforeEach(async () => {
    if (side === "the reference API") {
      api = await startApi();
      const send = sender(api.url);
      await send("POST", "/courses", { code: "CS-101", title: "Algorithms", credits: 6 });
      for (let index = 0; index < 25; index += 1) {
        const name = `Student ${String.fromCodePoint(65 + index)}`;
        const status = index % 5 === 4 ? "graduated" : "active";
        const email = `${index}@school.example`;
        await send("POST", "/students", { name, email, status });
      }
    }
    server = await startPage(api ? { apiUrl: api.url, token: TOKEN } : "mock");
    asked = [];
    page.on("request", (request) => {
      if (request.url().startsWith("http")) asked.push(new URL(request.url()).origin);
    });
  });
  afterEach(async () => {
    await server.stop();
    await api?.stop();
    api = undefined;
  });

  test("lists, loads more, filters, adds, corrects, changes and deletes", async () => {
    await open(server.url, 10);
    const [first = "", second = ""] = await names();
    expect(await names()).toEqual((await names()).toSorted((a, b) => a.localeCompare(b)));

    // more
    await button("Load more").click();
    await eventually(() => rows().count()).toBe(20);
    expect(new Set(await names()).size).toBe(20);
    await button("Load more").click();
    await eventually(() => rows().count()).toBeGreaterThan(20);

    // filter, by the keyboard
    await filter("Search").fill(second);
    await eventually(names).toEqual([second]);
    expect(new URL(page.url()).searchParams.get("q")).toBe(second);
    await filter("Status").selectOption("On leave");
    await eventually(() => page.locator("#empty").textContent()).toContain("No student fits these filters");
    await filter("Status").selectOption("");
    await filter("Search").fill("");
    await eventually(() => rows().count()).toBe(10);
    await filter("Order").selectOption("Name, Z to A");
    await eventually(async () => (await names())[0]).not.toBe(first);
    await filter("Order").selectOption("Name, A to Z");
    await eventually(async () => (await names())[0]).toBe(first);

    // add, with two problems, then with one, then with none
    await button("Add student").click();
    const dialog = page.getByRole("dialog", { name: "Add student" });
    await dialog.getByLabel("E-mail").fill("nobody@");
    await button("Save").click();
    await expectProblemAt("Name", /\w/);
    await expectProblemAt("E-mail", /\w/);
    expect(await dialog.getByLabel("Name").evaluate((element) => element === document.activeElement)).toBe(true);
    await dialog.getByLabel("Name").fill("Aaron Swartz");
    await dialog.getByLabel("E-mail").fill("aaron@school.example");
    await dialog.getByLabel("Date of birth").fill("1986-11-08");
    await button("Save").click();
    await eventually(() => dialog.count()).toBe(0);
    await eventually(() => notices().textContent()).toContain("Aaron Swartz has been added.");
    await eventually(() => rows().first().textContent()).toMatch(
      /Aaron Swartz.*aaron@school\.example.*Active.*8 Nov 1986/,
    );

    // the same address once more
    await button("Add student").click();
    expect(await dialog.getByLabel("Name").inputValue()).toBe("");
    expect(await dialog.locator("[aria-invalid]").count()).toBe(0);
    await dialog.getByLabel("Name").fill("Another Aaron");
    await dialog.getByLabel("E-mail").fill("AARON@school.example");
    await button("Save").click();
    await expectProblemAt(
      "E-mail",
      /^(?:Another student has this e-mail address|An entry with this email already exists)\.$/,
    );
    await page.keyboard.press("Escape");
    await eventually(() => dialog.count()).toBe(0);

    // change
    await button("Edit Aaron Swartz").click();
    const editor = page.getByRole("dialog", { name: "Edit student" });
    expect(await editor.getByLabel("E-mail").inputValue()).toBe("aaron@school.example");
    await editor.getByLabel("Name").fill("Aaron H. Swartz");
    await editor.getByLabel("Status").selectOption("Graduated");
    await editor.getByLabel("Date of birth").fill("");
    await page.keyboard.press("Enter");
    await eventually(() => rows().first().textContent()).toMatch(/Aaron H. Swartz.*Graduated.*–/);
    expect(await button("Edit Aaron H. Swartz").evaluate((element) => element === document.activeElement)).toBe(true);

    // courses: enrol once, be refused the second time, grade, end
    await button("Courses of Aaron H. Swartz").click();
    const courses = page.getByRole("dialog", { name: "Courses of Aaron H. Swartz" });
    const taken = courses.getByRole("listitem");
    await eventually(() => courses.getByLabel("Enrol in").locator("option").count()).toBeGreaterThan(0);
    await button("Enrol").click();
    await eventually(() => taken.count()).toBe(1);
    await button("Enrol").click();
    await expectProblemAt("Enrol in", /./);
    await taken.getByRole("combobox").selectOption("A");
    await eventually(() => courses.locator("[aria-invalid]").count()).toBe(0);
    await button("Done").click();
    await button("Courses of Aaron H. Swartz").click();
    await eventually(() => taken.getByRole("combobox").inputValue()).toBe("A");
    await taken.getByRole("button").click();
    await eventually(() => taken.count()).toBe(0);
    await button("Done").click();

    // delete, after a change of mind
    await button("Delete Aaron H. Swartz").click();
    await button("Keep").click();
    expect(await names()).toContain("Aaron H. Swartz");
    await button("Delete Aaron H. Swartz").click();
    await page.getByRole("dialog", { name: "Delete student?" }).getByRole("button", { name: "Delete" }).click();
    await eventually(names).not.toContain("Aaron H. Swartz");
    await eventually(() => notices().textContent()).toContain("Aaron H. Swartz has been deleted.");

    // and asked nobody but its own server and the API, where there is one
    const origins = [server, ...(api ? [api] : [])].map(({ url }) => new URL(url).origin);
    expect(new Set(asked)).toEqual(new Set(origins));
  });
});

describeInBrowser("with the reference API, the page", () => {
  let api: Running;
  let server: Running;
  beforeEach(async () => {
    api = await startApi();
    server = await startPage({ apiUrl: api.url, token: "not the token" });
  });
  afterEach(() => server.stop());

  test("says so when the token is wrong, takes another, and shows when the server cannot be reached", async () => {
    await open(server.url, 0);
    await eventually(() => page.locator("#empty").textContent()).toContain("There are no students yet");
    await button("Add student").click();
    await page.getByRole("dialog").getByLabel("Name").fill("Ada");
    await page.getByRole("dialog").getByLabel("E-mail").fill("ada@school.example");
    await button("Save").click();
    await eventually(() => page.getByRole("dialog").getByRole("alert").textContent()).toMatch(/unauthorized/i);
    await button("Cancel").click();

    await button("API token").click();
    await page.getByRole("dialog").getByLabel("Token").fill(TOKEN);
    await button("Use token").click();
    await button("Add student").click();
    await page.getByRole("dialog").getByLabel("Name").fill("Ada");
    await page.getByRole("dialog").getByLabel("E-mail").fill("ada@school.example");
    await button("Save").click();
    await eventually(names).toEqual(["Ada"]);

    await api.stop();
    await button("Delete Ada").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    const unreachable = "The school's server cannot be reached.";
    await eventually(() => page.getByRole("dialog").getByRole("alert").textContent()).toBe(unreachable);
    await button("Keep").click();
    await filter("Search").fill("ada");
    await eventually(() => page.locator("#trouble").textContent()).toContain(unreachable);
    expect(await button("Try again").isVisible()).toBe(true);
  });
});

describeInBrowser("on the service worker, the page", () => {
  let server: Running;
  beforeAll(async () => {
    server = await startPage("mock");
  });
  afterAll(() => server.stop());

  test("takes the scenario that the address names, and another when it is chosen", async () => {
    await open(`${server.url}?scenario=empty-school`, 0);
    await eventually(() => page.locator("#empty").textContent()).toContain("There are no students yet");
    await button("Mocks").click();
    await page.getByLabel("Mock scenario").selectOption("busy-school");
    await eventually(() => rows().count()).toBe(10);
    expect(new URL(page.url()).searchParams.get("scenario")).toBe("busy-school");
  });

  test("has a panel that is closed, moves nothing, and is worked by the keyboard", async () => {
    await open(server.url, 10);
    const place = (): Promise<unknown> =>
      page.locator("main").evaluate((main) => main.getBoundingClientRect().toJSON());
    const before = await place();
    expect(await page.getByLabel("Mock scenario").isVisible()).toBe(false);
    expect(await button("Mocks").getAttribute("aria-expanded")).toBe("false");
    await button("Mocks").focus();
    await page.keyboard.press("Enter");
    expect(await button("Mocks").getAttribute("aria-expanded")).toBe("true");
    expect(await page.getByLabel("Mock scenario").inputValue()).toBe("busy-school");
    expect(await place()).toEqual(before);
    await page.getByLabel("Mock scenario").focus();
    await page.keyboard.press("Escape");
    expect(await page.getByLabel("Mock scenario").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe("Mocks");
  });

  test("lists in the panel what was asked and who answered, as text whatever it holds", async () => {
    await open(server.url, 10);
    await button("Mocks").click();
    const log = page.getByRole("list", { name: "Requests, newest first" }).getByRole("listitem");
    await eventually(() => log.first().textContent()).toMatch(/GET \/api\/students\?.*limit=10/);
    expect(await log.first().textContent()).toMatch(/200store\d/);
    const nonsense = "<img src=x onerror=document.title='injected'>";
    await page.evaluate((q) => fetch(`/api/students?limit=0&q=${q}`, { headers: { Prefer: q } }), nonsense);
    await page.evaluate((q) => fetch(`/api/students?sort=${q}`), encodeURIComponent(nonsense));
    await eventually(() => log.first().textContent()).toContain("query sort must be");
    expect(await log.nth(1).textContent()).toMatch(/400refused.*query limit must be/);
    expect(await page.locator("tenon-mocks img").count()).toBe(0);
    expect(await page.title()).not.toBe("injected");
    await button("Reset").click();
    await eventually(() => rows().count()).toBe(10);
  });

  test("takes the delay of the panel", async () => {
    await open(server.url, 10);
    await button("Mocks").click();
    await page.getByLabel("Mock delay").selectOption("1 s");
    const lasted = await page.evaluate(async () => {
      const start = performance.now();
      await fetch("/api/courses");
      return performance.now() - start;
    });
    expect(lasted).toBeGreaterThan(950);
  });

  test("shows somebody who was added once, also when the page comes to which they belong", async () => {
    await open(server.url, 10);
    await button("Add student").click();
    await page.getByRole("dialog").getByLabel("Name").fill("Zoe Last");
    await page.getByRole("dialog").getByLabel("E-mail").fill("zoe@school.example");
    await button("Save").click();
    await eventually(async () => (await names())[0]).toBe("Zoe Last");
    for (const count of [21, 31, 41, 46]) {
      await button("Load more").click();
      await eventually(() => rows().count()).toBe(count);
    }
    expect((await names()).filter((name) => name === "Zoe Last")).toEqual(["Zoe Last"]);
    expect((await names()).at(-1)).toBe("Zoe Last");
    expect(await button("Load more").isVisible()).toBe(false);
  });

  test("keeps what was entered when it cannot be saved, and says why", async () => {
    await open(`${server.url}?scenario=failing-saves`, 10);
    await button("Add student").click();
    await page.getByRole("dialog").getByLabel("Name").fill("Ada");
    await page.getByRole("dialog").getByLabel("E-mail").fill("ada@school.example");
    await button("Save").click();
    await eventually(() => page.getByRole("dialog").getByRole("alert").textContent()).toContain(
      "Nothing can be saved now.",
    );
    expect(await page.getByRole("dialog").getByLabel("Name").inputValue()).toBe("Ada");
  });

  test("shows that it is loading on a slow network, and then the students", async () => {
    await page.goto(`${server.url}?scenario=slow-network`);
    await eventually(() => page.locator("tbody .bone").count()).toBeGreaterThan(0);
    await eventually(() => rows().count()).toBe(10);
    expect(await page.locator("tbody .bone").count()).toBe(0);
  });
});
