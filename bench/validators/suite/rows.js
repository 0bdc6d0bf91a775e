/** The rows: valid and invalid values of each, the same in every process. */

/** mulberry32: the same numbers everywhere. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const next = random(20_261_122);
const below = (limit) => Math.floor(next() * limit);
const pick = (list) => list[below(list.length)];
const two = (number) => String(number).padStart(2, "0");
const range = (length, make) => Array.from({ length }, (_, i) => make(i));

const hex = (length) => range(length, () => below(16).toString(16)).join("");
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
const date = () => `${1960 + below(50)}-${two(1 + below(12))}-${two(1 + below(28))}`;
const dateTime = () =>
  `${date()}T${two(below(24))}:${two(below(60))}:${two(below(60))}${pick(["", ".5", ".123"])}${pick(["Z", "Z", "+02:00"])}`;
const NAMES = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Ångström", "Barbara Liskov", "Kurt Gödel"];
const email = () =>
  `${pick(["ada", "alan.turing", "g-hopper", "zoe+list"])}${below(1000)}@${pick(["school", "mail.uni"])}.example`;
const id = (prefix) => `${prefix}_${hex(12)}`;

const studentInput = () => ({
  name: pick(NAMES),
  email: email(),
  status: pick(["active", "on-leave", "graduated"]),
  ...pick([{}, { dateOfBirth: date() }, { dateOfBirth: null }]),
  ...pick([{}, { credits: below(400) }]),
});
const student = () => ({
  id: uuid(),
  name: pick(NAMES),
  email: email(),
  status: pick(["active", "on-leave", "graduated"]),
  dateOfBirth: pick([date(), date(), null]),
  createdAt: dateTime(),
  updatedAt: dateTime(),
});
const page = () => ({ items: range(20, student), nextCursor: pick([null, hex(24)]) });
/** 63 folders, six deep, and a chain of 20 more. */
const folder = (depth) => ({
  name: `folder ${hex(4)}`,
  size: below(10_000),
  children: depth > 1 ? [folder(depth - 1), folder(depth - 1)] : [],
});
const chain = (depth) => ({ name: `level ${depth}`, children: depth > 1 ? [chain(depth - 1)] : [] });
const tree = () => ({ name: "root", children: [folder(6), chain(20)] });
const event = () =>
  pick([
    () => ({ type: "card", id: id("ev"), amount: 1 + below(9999), network: pick(["visa", "amex"]), last4: "4242" }),
    () => ({
      type: "transfer",
      id: id("ev"),
      amount: 1 + below(9999),
      iban: "DE89370400440532013000",
      reference: "thanks",
    }),
    () => ({ type: "refund", id: id("ev"), amount: 1 + below(9999), of: id("ev") }),
    () => ({ type: "dispute", id: id("ev"), reasons: ["duplicate", "fraud"], won: next() < 0.5 }),
  ])();
const cell = () =>
  pick([
    () => `text ${hex(6)}`,
    () => next() * 1000,
    () => next() < 0.5,
    () => ({ amount: next() * 100, currency: pick(["EUR", "USD"]) }),
    () => ({ name: pick(NAMES), age: below(90) }),
    () => ({ href: `/x/${hex(4)}`, text: "more" }),
    () => ["a", "b"],
  ])();

/** Deep copies of a value with one member set anew; `undefined` takes it away. */
function changed(value, path, to) {
  const copy = structuredClone(value);
  const keys = path.split(".");
  const last = keys.pop();
  const place = keys.reduce((at, key) => at[key], copy);
  if (to === undefined) delete place[last];
  else place[last] = to;
  return copy;
}
const each = (value, changes) => changes.map(([path, to]) => changed(value, path, to));

const NO_EMAILS = [
  "nowhere",
  "@school.example",
  "ada@",
  "a b@school.example",
  "ada@@school.example",
  "ada@school..example",
];
const NO_DATES = [
  "2023-02-29",
  "2023-13-01",
  "2023-00-10",
  "23-01-01",
  "2023-1-1",
  "2023-04-31",
  "2023-01-01T00:00:00Z",
];
const NO_DATE_TIMES = [
  "2023-02-30T10:00:00Z",
  "2023-01-01T25:00:00Z",
  "2023-01-01T10:60:00Z",
  "2023-01-01T10:00:00",
  "2023-01-01T10:00Z",
  "2023-01-01",
  "2023-01-01T10:00:00+25:00",
  "2023-01-01T10:00:00.Z",
];
const NO_UUIDS = [
  "",
  "nobody",
  "f81d4fae-7dec-41d0-8765-00a0c91e6bf",
  "f81d4fae-7dec-41d0-8765-00a0c91e6bfg",
  "f81d4fae7dec41d0876500a0c91e6bf6",
];

const body = {
  name: "Ada Lovelace",
  email: "ada@school.example",
  status: "active",
  dateOfBirth: "1815-12-10",
  credits: 3,
};
const someone = { ...student(), id: "f81d4fae-7dec-41d0-8765-00a0c91e6bf6" };
const people = { items: [student(), someone], nextCursor: null };
const feed = [
  { type: "card", id: "e1", amount: 1, network: "visa", last4: "4242" },
  { type: "transfer", id: "e2", amount: 1, iban: "DE89370400440532013000" },
  { type: "refund", id: "e3", amount: 1, of: "e1" },
  { type: "dispute", id: "e4", reasons: ["fraud"] },
];
/** Three things wrong. */
const small = () => {
  const made = changed(studentInput(), "name", "");
  return { ...made, email: pick(["nowhere", "ada@"]), status: "gone" };
};

/** One thing wrong, here or there: who looks at the names first has no luck with it. */
const wrongSomewhere = () => {
  const made = { ...studentInput(), dateOfBirth: date(), credits: 3 };
  const [path, to] = pick([
    ["name", ""],
    ["email", "nowhere"],
    ["email", undefined],
    ["status", "gone"],
    ["dateOfBirth", "2023-02-29"],
    ["credits", -1],
    ["extra", true],
  ]);
  return changed(made, path, to);
};

const VARIATIONS = 32;
/** As they come from a request, not as a program makes them. */
const parsed = (values) => values.map((value) => JSON.parse(JSON.stringify(value)));
const row = (name, schema, valid, invalid) => ({
  name,
  schema,
  valid: parsed(valid),
  invalid: parsed(invalid),
  measured: parsed(valid),
});

const INPUT = row("small object", "StudentInput", range(VARIATIONS, studentInput), [
  null,
  [],
  "Ada",
  ...each(body, [
    ["name", undefined],
    ["name", ""],
    ["name", 5],
    ["name", "x".repeat(101)],
    ["email", undefined],
    ["email", `${"x".repeat(250)}@school.example`],
    ["status", "gone"],
    ["status", null],
    ["credits", 1.5],
    ["credits", -1],
    ["credits", 401],
    ["credits", "3"],
    ["extra", true],
    ["dateOfBirth", 3],
    ...NO_EMAILS.map((text) => ["email", text]),
    ...NO_DATES.map((text) => ["dateOfBirth", text]),
  ]),
]);
const INVALID = parsed(range(VARIATIONS, wrongSomewhere));
const THREE = parsed(range(VARIATIONS, small));

/** `report`: every violation is asked for, not only whether there is one. */
export const rows = [
  INPUT,
  row("list of 20 with formats", "StudentPage", range(VARIATIONS, page), [
    ...each(people, [
      ["items", undefined],
      ["items", {}],
      ["items", range(101, () => someone)],
      ["nextCursor", undefined],
      ["nextCursor", 3],
      ["items.1", null],
      ["items.1.id", undefined],
      ["items.1.updatedAt", undefined],
      ["items.1.name", ""],
      ["items.1.status", "gone"],
      ...NO_UUIDS.map((text) => ["items.1.id", text]),
      ...NO_EMAILS.map((text) => ["items.1.email", text]),
      ...NO_DATES.map((text) => ["items.1.dateOfBirth", text]),
      ...NO_DATE_TIMES.map((text) => ["items.1.createdAt", text]),
    ]),
  ]),
  row("deep", "Folder", range(VARIATIONS, tree), [
    {},
    ...each(tree(), [
      ["children", null],
      ["children.0.children.1.name", ""],
      ["children.0.children.1.children.0.size", -1],
      ["children.0.children.1.children.0.size", 0.5],
      ["children.1.children.0.children.0.children.0.children", undefined],
      ["children.1.children.0.children.0.children.0", []],
    ]),
  ]),
  row(
    "oneOf with discriminator",
    "EventList",
    range(VARIATIONS, () => range(10, event)),
    [
      {},
      [null],
      [{ ...feed[0], type: "refund" }],
      ...each(feed, [
        ["0.type", "cash"],
        ["0.type", undefined],
        ["0.last4", "424"],
        ["0.network", "other"],
        ["1.iban", "DE89"],
        ["1.amount", 0],
        ["2.of", ""],
        ["3.reasons", []],
        ["3.reasons.0", 1],
        ["3.won", "no"],
      ]),
    ],
  ),
  row(
    "anyOf without",
    "CellList",
    range(VARIATIONS, () => range(10, cell)),
    [
      "x",
      [null],
      ["x".repeat(201)],
      [{}],
      [{ amount: 1 }],
      [{ amount: 1, currency: "EURO" }],
      [{ name: "" }],
      [{ name: "A", age: -1 }],
      [{ href: "" }],
      [{ href: "/", text: 1 }],
      [["a", 1]],
    ],
  ),
  { ...INPUT, name: "invalid small", measured: INVALID, valid: [], invalid: INVALID },
  { ...INPUT, name: "invalid small, full report", measured: THREE, valid: [], invalid: THREE, report: true },
];

/** Where a report has to find something in each measured value of the last row. */
export const REPORTED = ["/email", "/name", "/status"];
