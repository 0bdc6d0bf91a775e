import { z } from "zod";

const status = z.enum(["active", "on-leave", "graduated"]);
const name = z.string().min(1).max(100);
const email = z.email().max(254);
const StudentInput = z.strictObject({
  name,
  email,
  status,
  dateOfBirth: z.iso.date().nullable().optional(),
  credits: z.int().min(0).max(400).optional(),
});
const dateTime = z.iso.datetime({ offset: true });
const Student = z.object({
  // any of RFC 9562, as `format: uuid` has it
  id: z.guid(),
  name,
  email,
  status,
  dateOfBirth: z.iso.date().nullable().optional(),
  createdAt: dateTime,
  updatedAt: dateTime,
});
const StudentPage = z.object({ items: z.array(Student).max(100), nextCursor: z.string().nullable() });
const Folder = z.object({
  name: z.string().min(1),
  size: z.int().min(0).optional(),
  get children() {
    return z.array(Folder);
  },
});
const text = z.string().min(1);
const amount = z.int().min(1);
const Event = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("card"),
    id: text,
    amount,
    network: z.enum(["visa", "mastercard", "amex"]),
    last4: z.string().regex(/^[0-9]{4}$/),
  }),
  z.object({
    type: z.literal("transfer"),
    id: text,
    amount,
    iban: z.string().min(15).max(34),
    reference: z.string().max(140).optional(),
  }),
  z.object({ type: z.literal("refund"), id: text, amount, of: text }),
  z.object({ type: z.literal("dispute"), id: text, reasons: z.array(text).min(1), won: z.boolean().optional() }),
]);
const Cell = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.object({ amount: z.number(), currency: z.string().length(3) }),
  z.object({ name: text, age: z.int().min(0).optional() }),
  z.object({ href: text, text: z.string().optional() }),
  z.array(z.string()),
]);

const all = { StudentInput, StudentPage, Folder, EventList: z.array(Event), CellList: z.array(Cell) };
const of = (make) => Object.fromEntries(Object.entries(all).map(([key, schema]) => [key, make(schema)]));
export const checks = of((schema) => (value) => schema.safeParse(value).success);
export const reports = of((schema) => (value) => schema.safeParse(value).error?.issues ?? []);
export const paths = (issues) => issues.map(({ path }) => path.map((key) => `/${String(key)}`).join(""));
