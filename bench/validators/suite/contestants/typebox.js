import Type from "typebox";
import { Compile } from "typebox/compile";

const { Optional, Literal, Union, Null, Array: List } = Type;
const status = Union([Literal("active"), Literal("on-leave"), Literal("graduated")]);
const name = Type.String({ minLength: 1, maxLength: 100 });
const email = Type.String({ format: "email", maxLength: 254 });
const date = Optional(Union([Type.String({ format: "date" }), Null()]));
const dateTime = Type.String({ format: "date-time" });
const StudentInput = Type.Object(
  { name, email, status, dateOfBirth: date, credits: Optional(Type.Integer({ minimum: 0, maximum: 400 })) },
  { additionalProperties: false },
);
const Student = Type.Object({
  id: Type.String({ format: "uuid" }),
  name,
  email,
  status,
  dateOfBirth: date,
  createdAt: dateTime,
  updatedAt: dateTime,
});
const StudentPage = Type.Object({
  items: List(Student, { maxItems: 100 }),
  nextCursor: Union([Type.String(), Null()]),
});
const text = Type.String({ minLength: 1 });
const Folder = Type.Cyclic(
  {
    Folder: Type.Object({
      name: text,
      size: Optional(Type.Integer({ minimum: 0 })),
      children: List(Type.Ref("Folder")),
    }),
  },
  "Folder",
);
const amount = Type.Integer({ minimum: 1 });
const Event = Union([
  Type.Object({
    type: Literal("card"),
    id: text,
    amount,
    network: Union([Literal("visa"), Literal("mastercard"), Literal("amex")]),
    last4: Type.String({ pattern: "^[0-9]{4}$" }),
  }),
  Type.Object({
    type: Literal("transfer"),
    id: text,
    amount,
    iban: Type.String({ minLength: 15, maxLength: 34 }),
    reference: Optional(Type.String({ maxLength: 140 })),
  }),
  Type.Object({ type: Literal("refund"), id: text, amount, of: text }),
  Type.Object({
    type: Literal("dispute"),
    id: text,
    reasons: List(text, { minItems: 1 }),
    won: Optional(Type.Boolean()),
  }),
]);
const Cell = Union([
  Type.String({ maxLength: 200 }),
  Type.Number(),
  Type.Boolean(),
  Type.Object({ amount: Type.Number(), currency: Type.String({ minLength: 3, maxLength: 3 }) }),
  Type.Object({ name: text, age: Optional(Type.Integer({ minimum: 0 })) }),
  Type.Object({ href: text, text: Optional(Type.String()) }),
  List(Type.String()),
]);

const all = { StudentInput, StudentPage, Folder, EventList: List(Event), CellList: List(Cell) };
const compiled = Object.fromEntries(Object.entries(all).map(([key, schema]) => [key, Compile(schema)]));
const of = (make) => Object.fromEntries(Object.entries(compiled).map(([key, validator]) => [key, make(validator)]));
export const checks = of((validator) => (value) => validator.Check(value));
export const reports = of((validator) => (value) => validator.Errors(value));
export const paths = (errors) => errors.map(({ instancePath }) => instancePath);
