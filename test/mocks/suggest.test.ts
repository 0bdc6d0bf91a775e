import { describe, expect, test } from "vitest";
import { mix } from "../../runtime/mocks/generate/hash.ts";
import type { TypeName } from "../../runtime/mocks/generate/schema.ts";
import { suggest } from "../../runtime/mocks/suggest/index.ts";
import { FORMATS } from "tenon-runtime/validators";

interface Asked {
  readonly parent?: string;
  readonly type?: TypeName;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly siblings?: readonly string[];
  /** Of the object. */
  readonly seed?: number;
}

const OBJECTS = Array.from({ length: 60 }, (_, index) => index);

function valueOf(name: string, { parent, type = "string", schema = {}, siblings, seed = 1 }: Asked = {}): unknown {
  const object = mix(7, seed);
  return suggest({ name, parent, type, schema, schemas: [], siblings })?.make(mix(object, name), object);
}
const textOf = (name: string, asked?: Asked): string => String(valueOf(name, asked));
const numberOf = (name: string, asked?: Asked): number => Number(valueOf(name, { type: "number", ...asked }));
/** One value for each of many objects. */
const many = (name: string, asked?: Asked): unknown[] => OBJECTS.map((seed) => valueOf(name, { ...asked, seed }));

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

test.each([
  ["email", /^[a-z]+\.[a-z]+@example\.com$/],
  ["contact_email", /@example\.com$/],
  ["Contact-Email-Address", /@example\.com$/],
  ["firstName", /^[A-Z][a-z]+$/],
  ["last_name", /^[A-Z][a-z]+$/],
  ["fullName", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["customerName", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["user_name", /^[a-z]+\d\d$/],
  ["login", /^[a-z]+\d\d$/],
  ["companyName", /^[A-Z][a-z]+ (Labs|Works|Group|Partners)$/],
  ["city", /^[A-Z][a-z]+$/],
  ["billing_city", /^[A-Z][a-z]+$/],
  ["homeCountry", /^[A-Z][a-z]+/],
  ["countryCode", /^[A-Z]{2}$/],
  ["street", /^\d+ [A-Z]/],
  ["addressLine1", /^\d+ [A-Z]/],
  ["zip", /^\d{4,6}$/],
  ["shipping-postal-code", /^\d{4,6}$/],
  ["price", /^\d+(\.\d+)?$/],
  ["currency", /^[A-Z]{3}$/],
  ["homePhone", /^\+\d{9,14}$/],
  ["createdAt", ISO],
  ["updated_at", ISO],
  ["lastLogin", ISO],
  ["startDate", /^20\d\d-\d\d-\d\d$/],
  ["published_on", /^20\d\d-\d\d-\d\d$/],
  ["dateOfBirth", /^(19[6-9]\d|200[0-5])-\d\d-\d\d$/],
  ["html_url", /^https:\/\/example\.com\/[a-z]+-[a-z]+$/],
  ["HTMLUrl", /^https:\/\/example\.com\/[a-z]+-[a-z]+$/],
  ["avatarUrl", /^https:\/\/example\.com\/images\/.+\.png$/],
  ["profile_image", /\.png$/],
  ["color", /^[a-z]+$/],
  ["locale", /^[a-z]{2}-[A-Z]{2}$/],
  ["timeZone", /^[A-Z][a-z]+\/[A-Z]/],
  ["language", /^[a-z]{2}$/],
  ["description", /^[A-Z][a-z ]+\.$/],
  ["bio", /^[A-Z][a-z ]+\.$/],
  ["title", /^[A-Z][a-z]+ [a-z]+ [a-z]+$/],
  ["slug", /^[a-z]+-[a-z]+$/],
  ["password", /^.{8,}$/],
  ["access_token", /^[0-9a-f]{32}$/],
  ["commitSha", /^[0-9a-f]{40}$/],
  ["uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ["studentId", /^[0-9a-f]{16}$/],
  ["ipAddress", /^192\.0\.2\.\d+$/],
  ["mac", /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/],
  ["userAgent", /^Mozilla/],
  ["version", /^\d\.\d\.\d$/],
  ["status", /^(active|pending|completed)$/],
  ["sku", /^[A-Z]{3}-\d{4}$/],
  ["gender", /^(female|male|other)$/],
])("a text called %s looks like one", (name, pattern) => {
  for (const value of many(name)) expect(value).toMatch(pattern);
});

test.each([
  ["Student", "name", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["CreateStudentRequest", "name", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["authors", "name", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["created_by", "name", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["Course", "name", /^[A-Z][a-z]+ [a-z]+ [a-z]+$/],
  ["Company", "name", /(Labs|Works|Group|Partners)$/],
  ["Gadget", "name", /^[A-Z][a-z]+ [a-z]+$/],
  ["Currency", "code", /^[A-Z]{3}$/],
  ["Country", "code", /^[A-Z]{2}$/],
  ["Email", "address", /@example\.com$/],
  ["Phone", "number", /^\+\d+$/],
  ["Avatar", "url", /\.png$/],
])("in %s, %s is what the two say together", (parent, name, pattern) => {
  for (const value of many(name, { parent })) expect(value).toMatch(pattern);
});

test("a name beside what only persons have is a person's", () => {
  expect(textOf("name", { parent: "Thing", siblings: ["name", "email"] })).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
});

test.each([
  ["latitude", -90, 90],
  ["store_lng", -180, 180],
  ["totalPrice", 1, 500],
  ["age", 18, 80],
  ["year", 1990, 2025],
  ["month", 1, 12],
  ["dayOfMonth", 1, 31],
  ["completionPercentage", 0, 100],
  ["averageRating", 1, 5],
  ["retry_count", 0, 40],
  ["width", 100, 1920],
  ["port", 1024, 49_151],
])("a number called %s is in its range", (name, from, to) => {
  for (const type of ["number", "integer"] as const)
    for (const value of many(name, { type })) {
      expect(value).toBeGreaterThanOrEqual(from);
      expect(value).toBeLessThanOrEqual(to);
      if (type === "integer") expect(value).toSatisfy(Number.isInteger);
    }
});

test.each([["xyzzy"], ["foo"], [""], ["updatedBy"]])("%j suggests nothing", (name) => {
  for (const type of ["string", "number", "boolean", "array", "object"] as const)
    expect(suggest({ name, type, schema: {}, schemas: [] })).toBeUndefined();
});

describe("within bounds", () => {
  test.each([
    [{ minimum: 1000, maximum: 1010 }, 1000, 1010],
    [{ maximum: 0 }, -Infinity, 0],
    [{ minimum: 100 }, 100, 500],
    [{ exclusiveMinimum: 20, maximum: 30 }, 20, 30],
  ])("a price with %j", (schema, from, to) => {
    for (const value of many("price", { type: "number", schema })) {
      expect(value).toBeGreaterThanOrEqual(from);
      expect(value).toBeLessThanOrEqual(to);
    }
  });

  test.each([
    ["description", { maxLength: 10 }],
    ["description", { minLength: 200, maxLength: 220 }],
    ["title", { minLength: 60 }],
    ["title", { maxLength: 1 }],
    ["sha", { minLength: 64, maxLength: 64 }],
    ["token", { maxLength: 8 }],
    ["country", { maxLength: 2 }],
    ["color", { maxLength: 7 }],
  ])("a text called %s with %j", (name, schema: { minLength?: number; maxLength?: number }) => {
    for (const value of many(name, { schema })) {
      expect(String(value).length).toBeGreaterThanOrEqual(schema.minLength ?? 1);
      expect(String(value).length).toBeLessThanOrEqual(schema.maxLength ?? Infinity);
    }
  });
});

test("a name is not read where the format says something else", () => {
  expect(textOf("website", { schema: { format: "email" } })).toMatch(/@/);
  expect(textOf("id", { schema: { format: "uuid" } })).toMatch(/-4/);
  expect(textOf("logo", { schema: { format: "uri" } })).toMatch(/\.png$/);
  expect(textOf("createdAt", { schema: { format: "date" } })).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test.each(["date-time", "date", "time", "duration", "email", "uri", "hostname", "ipv4", "ipv6", "uuid"])(
  "what is suggested for the format %s is of that format",
  (format) => {
    const known = FORMATS.get(format);
    for (const name of ["", "createdAt", "email", "avatar"])
      for (const value of many(name, { schema: { format } }))
        expect(known?.type === "string" && known.check(String(value)), `${name}: ${String(value)}`).toBe(true);
  },
);

test("an ISBN and an IBAN have check digits that fit", () => {
  for (const seed of OBJECTS) {
    const isbn = textOf("isbn", { seed });
    const sum = Array.from(isbn, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
    expect(isbn).toMatch(/^978\d{10}$/);
    expect(sum % 10).toBe(0);
    const iban = textOf("iban", { seed });
    expect(iban).toMatch(/^DE\d{20}$/);
    expect(BigInt(`${iban.slice(4)}1314${iban.slice(2, 4)}`) % 97n).toBe(1n);
  }
});

describe("what stands in one object fits together", () => {
  test("name, first name, e-mail address and user name are one person's", () => {
    for (const seed of OBJECTS) {
      const [first = "", last = ""] = textOf("name", { seed, parent: "Student" }).split(" ");
      expect(textOf("firstName", { seed })).toBe(first);
      expect(textOf("family_name", { seed })).toBe(last);
      expect(textOf("email", { seed })).toBe(`${first}.${last}@example.com`.toLowerCase());
      expect(textOf("username", { seed })).toContain(first.toLowerCase());
    }
  });

  test("another person of the object is another one", () => {
    const same = OBJECTS.filter((seed) => textOf("billing_name", { seed }) === textOf("shipping_name", { seed }));
    expect(same.length).toBeLessThan(10);
    for (const seed of OBJECTS) {
      const [first = ""] = textOf("contact_first_name", { seed }).split(" ");
      expect(textOf("contact_email", { seed })).toContain(first.toLowerCase());
    }
  });

  test("city, country, currency, time zone and position are those of one place", () => {
    const oslo = OBJECTS.find((seed) => textOf("city", { seed }) === "Oslo") ?? 0;
    const asked = { seed: oslo };
    expect(["country", "country_code", "currency", "timezone", "zip"].map((name) => textOf(name, asked))).toEqual([
      "Norway",
      "NO",
      "NOK",
      "Europe/Oslo",
      "0150",
    ]);
    expect(numberOf("lat", asked)).toBeCloseTo(59.91, 0);
    expect(numberOf("longitude", asked)).toBeCloseTo(10.75, 0);
    for (const seed of OBJECTS) {
      const [city, country] = [textOf("billing_city", { seed }), textOf("billingCountry", { seed })];
      expect(country === "Norway").toBe(city === "Oslo");
    }
  });

  test.each([
    ["createdAt", "updatedAt"],
    ["created_at", "deleted_at"],
    ["createdAt", "startDate"],
    ["startDate", "endDate"],
    ["publishedAt", "updatedAt"],
    ["validFrom", "validUntil"],
    ["issued_on", "due_on"],
  ])("%s is not after %s", (earlier, later) => {
    const day = { schema: { format: "date" } };
    for (const seed of OBJECTS) expect(textOf(earlier, { ...day, seed }) <= textOf(later, { ...day, seed })).toBe(true);
    for (const seed of OBJECTS)
      expect(numberOf(earlier, { seed, schema: { format: "unix-time" } })).toBeLessThanOrEqual(
        numberOf(later, { seed, schema: { format: "unix-time" } }),
      );
  });

  test("start_time is before end_time on a clock", () => {
    const clock = { schema: { format: "time" } };
    for (const seed of OBJECTS)
      expect(textOf("start_time", { ...clock, seed }) < textOf("end_time", { ...clock, seed })).toBe(true);
  });

  test.each([
    ["minPrice", "maxPrice"],
    ["age_min", "age_max"],
    ["startYear", "endYear"],
  ])("%s is not above %s", (low, high) => {
    for (const seed of OBJECTS) {
      expect(numberOf(low, { seed })).toBeLessThanOrEqual(numberOf(high, { seed }));
      const schema = { minimum: 30, maximum: 40 };
      expect(numberOf(low, { seed, schema })).toBeLessThanOrEqual(numberOf(high, { seed, schema }));
    }
  });
});

test("a whole number called created is a time in seconds, in milliseconds where its name or bounds say so", () => {
  for (const value of many("created", { type: "integer" })) expect(Number(value)).toSatisfy(isRecent(1000));
  for (const value of many("created_at_ms", { type: "integer", schema: { format: "epoch" } }))
    expect(Number(value)).toSatisfy(isRecent(1));
  for (const value of many("timestamp", { type: "integer", schema: { minimum: 1e12 } }))
    expect(Number(value)).toSatisfy(isRecent(1));
  expect(valueOf("updated", { type: "integer", schema: { maximum: 100 } })).toBeUndefined();
});

const isRecent =
  (unit: number) =>
  (value: number): boolean =>
    value * unit > Date.UTC(2024, 0, 1) && value * unit < Date.UTC(2026, 0, 1);

test("no word is there twice in a text", () => {
  for (const name of ["title", "description", "slug"])
    for (const value of many(name)) {
      const words =
        String(value)
          .toLowerCase()
          .match(/[a-z]+/g) ?? [];
      expect(new Set(words).size, String(value)).toBe(words.length);
    }
});

test("the same hashes give the same, others mostly something else", () => {
  for (const name of ["email", "title", "city", "price", "createdAt", "studentId"]) {
    expect(valueOf(name, { seed: 3 })).toBe(valueOf(name, { seed: 3 }));
    expect(new Set(many(name)).size).toBeGreaterThan(5);
  }
});

test("what is deleted, disabled or locked is the exception", () => {
  for (const name of ["isDeleted", "archived", "account_locked"])
    expect(valueOf(name, { type: "boolean" })).toBe(false);
  expect(valueOf("active", { type: "boolean" })).toBeUndefined();
});
