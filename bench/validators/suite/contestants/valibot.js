import * as v from "valibot";
import { isDay } from "../calendar.js";

const status = v.picklist(["active", "on-leave", "graduated"]);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const email = v.pipe(v.string(), v.email(), v.maxLength(254));
const date = v.optional(v.nullable(v.pipe(v.string(), v.isoDate(), v.check(isDay))));
const dateTime = v.pipe(v.string(), v.isoTimestamp(), v.check(isDay));
const integer = (least) => v.pipe(v.number(), v.integer(), v.minValue(least));
const StudentInput = v.strictObject({
  name,
  email,
  status,
  dateOfBirth: date,
  credits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(400))),
});
const Student = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name,
  email,
  status,
  dateOfBirth: date,
  createdAt: dateTime,
  updatedAt: dateTime,
});
const StudentPage = v.object({
  items: v.pipe(v.array(Student), v.maxLength(100)),
  nextCursor: v.nullable(v.string()),
});
const text = v.pipe(v.string(), v.minLength(1));
const Folder = v.object({
  name: text,
  size: v.optional(integer(0)),
  children: v.array(v.lazy(() => Folder)),
});
const amount = integer(1);
const Event = v.variant("type", [
  v.object({
    type: v.literal("card"),
    id: text,
    amount,
    network: v.picklist(["visa", "mastercard", "amex"]),
    last4: v.pipe(v.string(), v.regex(/^[0-9]{4}$/)),
  }),
  v.object({
    type: v.literal("transfer"),
    id: text,
    amount,
    iban: v.pipe(v.string(), v.minLength(15), v.maxLength(34)),
    reference: v.optional(v.pipe(v.string(), v.maxLength(140))),
  }),
  v.object({ type: v.literal("refund"), id: text, amount, of: text }),
  v.object({
    type: v.literal("dispute"),
    id: text,
    reasons: v.pipe(v.array(text), v.minLength(1)),
    won: v.optional(v.boolean()),
  }),
]);
const Cell = v.union([
  v.pipe(v.string(), v.maxLength(200)),
  v.number(),
  v.boolean(),
  v.object({ amount: v.number(), currency: v.pipe(v.string(), v.length(3)) }),
  v.object({ name: text, age: v.optional(integer(0)) }),
  v.object({ href: text, text: v.optional(v.string()) }),
  v.array(v.string()),
]);

const all = { StudentInput, StudentPage, Folder, EventList: v.array(Event), CellList: v.array(Cell) };
const of = (make) => Object.fromEntries(Object.entries(all).map(([key, schema]) => [key, make(schema)]));
export const checks = of((schema) => (value) => v.is(schema, value));
export const reports = of((schema) => (value) => v.safeParse(schema, value).issues ?? []);
export const paths = (issues) => issues.map(({ path }) => (path ?? []).map(({ key }) => `/${String(key)}`).join(""));
