/** Hover texts and compile errors use the names of the contract. The golden `tickets` is the API. */

import { expect, test } from "vitest";
import { TicketStatus, Priority } from "./goldens/tickets/enums.ts";
import { Chosen_iwnm, Hostile } from "./goldens/untrusted/enums.ts";
import { firstErrors, hovers } from "./readable.ts";

/** A program, what the editor shows at `|`, and the line to which it leads ("go to type definition"). */
const HOVERS: readonly (readonly [program: string, text: string, definition: string | undefined])[] = [
  [
    "const result = await api.getTicket({ params }); if (result.status === 200) result.bo|dy;",
    "(property) body: Ticket",
    "types.ts: export interface Ticket extends NewTicket {",
  ],
  [
    "const result = await api.getTicket({ params }); if (result.status === 404) result.bo|dy;",
    "(property) body: Problem",
    "types.ts: export interface Problem {",
  ],
  [
    "const re|sult = await api.getTicket({ params });",
    "const result: GetTicketResponse",
    "operations.ts: export type GetTicketResponse = { status: 200; body: Ticket } | { status: 404; body: Problem };",
  ],
  [
    "const fo|und = await api.getTicket({ params }).orThrow();",
    "const found: Ticket",
    "types.ts: export interface Ticket extends NewTicket {",
  ],
  [
    "const { items: [fi|rst] } = await api.listTickets().orThrow();",
    "const first: Ticket | undefined",
    "types.ts: export interface Ticket extends NewTicket {",
  ],
  [
    "api.createTick|et;",
    "(property) Client.createTicket: ApiOperation<CreateTicketInput, CreateTicketResponse, Ticket>",
    "types.ts: export interface ApiOperation<Input, R, S> extends ThrowsFailures<R> {",
  ],
  ["ticket.assig|nee;", "(property) Ticket.assignee: Assignee | null", "types.ts: export interface Assignee {"],
  ["ticket.sta|tus;", "(property) Ticket.status: TicketStatus", undefined],
  ["ticket.eve|nts;", "(property) Ticket.events: Event[]", "types.ts: export interface EventSelf {"],
  ["ticket.prio|rity;", "(property) NewTicket.priority?: Priority | undefined", undefined],
  [
    "if (event.kind === 'Comment') eve|nt;",
    "const event: Comment",
    "types.ts: export interface Comment extends EventBase {",
  ],
  [
    "const handler: CreateTicketHandler = ({ bo|dy }) => anything as never;",
    "(parameter) body: NewTicket",
    "types.ts: export interface NewTicket {",
  ],
  [
    "mocks.on.getTicket(({ para|ms }) => anything as never);",
    "(parameter) params: TicketIdPath",
    "operations.ts: export interface TicketIdPath {",
  ],
  ["const ma|de = make.ticket();", "const made: Ticket", "types.ts: export interface Ticket extends NewTicket {"],
  [
    "make.tick|et;",
    "(property) Make.ticket: Factory<Ticket>",
    "types.ts: export type Factory<T> = (overrides?: DeepPartial<T>) => T;",
  ],
  ["mocks.db.tick|ets;", "(property) MockDb.tickets: Table<Ticket>", "types.ts: export interface Table<T> {"],
  ["TicketStatus.op|en;", '(property) open: "open"', undefined],
];

interface Mistake {
  readonly program: string;
  /** The first line of what the compilers print. */
  readonly says: string;
  /** Where TypeScript 7 says it in other words: it sorts unions. */
  readonly says7?: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    program: 'await api.createTicket({ body: { titel: "x" } });',
    says: "Object literal may only specify known properties, but 'titel' does not exist in type 'NewTicket'. Did you mean to write 'title'?",
  },
  {
    program: "await api.createTicket({ body: {} });",
    says: "Property 'title' is missing in type '{}' but required in type 'NewTicket'.",
  },
  {
    program: "await api.getTicket();",
    says: "Expected 1-2 arguments, but got 0.",
  },
  {
    program: 'await api.getTicket({ params: { id: "1" } });',
    says: "Object literal may only specify known properties, and 'id' does not exist in type 'TicketIdPath'.",
  },
  {
    program: 'await api.listTickets({ query: { status: "opened" } });',
    says: "Type '\"opened\"' is not assignable to type 'TicketStatus | undefined'. Did you mean '\"open\"'?",
  },
  {
    program: "await api.listTickets({ query: { page: 1 } });",
    says: "Object literal may only specify known properties, and 'page' does not exist in type 'ListTicketsQuery'.",
  },
  {
    program: "(await api.getTicket({ params }).orThrow()).titel;",
    says: "Property 'titel' does not exist on type 'Ticket'. Did you mean 'title'?",
  },
  {
    program: "const text: string = await api.getTicket({ params }).orThrow();",
    says: "Type 'Ticket' is not assignable to type 'string'.",
  },
  {
    program: "const assignee: Assignee = ticket.assignee;",
    says: "Type 'Assignee | null' is not assignable to type 'Assignee'.",
  },
  {
    program: 'const ticketOf: Ticket = { title: "x" };',
    says: "Type '{ title: string; }' is missing the following properties from type 'Ticket': id, status, assignee, events",
  },
  {
    program: 'const later: Event = { kind: "Commnt", text: "x" };',
    says: 'Type \'"Commnt"\' is not assignable to type \'"Comment" | "Assignment" | "Event"\'. Did you mean \'"Comment"\'?',
    says7:
      'Type \'"Commnt"\' is not assignable to type \'"Assignment" | "Comment" | "Event"\'. Did you mean \'"Comment"\'?',
  },
  {
    program: "(await api.getTicket({ params })).body.id;",
    says: "Property 'id' does not exist on type 'Ticket | Problem'.",
    says7: "Property 'id' does not exist on type 'Problem | Ticket'.",
  },
  {
    program: "if ((await api.getTicket({ params })).status === 500) throw new Error();",
    says: "This comparison appears to be unintentional because the types '200 | 404' and '500' have no overlap.",
  },
  {
    program:
      'const handler: GetTicketHandler = (): GetTicketResponse => ({ status: 404, body: { title: "x", more: 1 } });',
    says: "Object literal may only specify known properties, and 'more' does not exist in type 'Ticket | Problem'.",
    says7: "Object literal may only specify known properties, and 'more' does not exist in type 'Problem | Ticket'.",
  },
  {
    program:
      "const handler: GetTicketHandler = async (): Promise<GetTicketResponse> => ({ status: 200, body: { ...ticket, more: 1 } });",
    says: "Object literal may only specify known properties, and 'more' does not exist in type 'Ticket | Problem'.",
    says7: "Object literal may only specify known properties, and 'more' does not exist in type 'Problem | Ticket'.",
  },
  {
    program: "const handler: GetTicketHandler = (): GetTicketResponse => ({ status: 500 });",
    says: "Type '500' is not assignable to type '200 | 404'.",
  },
  {
    program: "const handler: GetTicketHandler = () => ({ status: 500 });",
    says: "Type '500' is not assignable to type '404'.",
  },
  {
    program: "const handler: CreateTicketHandler = ({ body }) => ({ status: 201, body });",
    says: "Type '{ status: 201; body: NewTicket; }' is not assignable to type 'CreateTicketResponse | Promise<CreateTicketResponse>'.",
    says7:
      "Type '{ status: 201; body: NewTicket; }' is not assignable to type 'Promise<CreateTicketResponse> | CreateTicketResponse'.",
  },
  {
    program: "const handlers: Handlers = { getTicket: () => ({ status: 200, body: ticket }) };",
    says: "Type '{ getTicket: () => { status: 200; body: Ticket; }; }' is missing the following properties from type 'Handlers<{}>': listTickets, createTicket, deleteTicket",
  },
  {
    program: "createServer({});",
    says: "Argument of type '{}' is not assignable to parameter of type 'ServerOptions<{}>'.",
  },
  {
    program: 'mocks.on.getTicket({ status: 500, body: { title: "x" } });',
    says: "Type '500' is not assignable to type '200 | 404 | undefined'.",
  },
  {
    program: "mocks.on.deleteTicket({ status: 500 });",
    says: "Type '500' is not assignable to type '204 | 404 | undefined'.",
  },
  {
    program: "mocks.on.getTicket((): GetTicketResponse => ({ status: 500 }));",
    says: "Type '500' is not assignable to type '200 | 404'.",
  },
  {
    program: 'mocks.on.getTicket({ status: 404, body: { fault: "x" } });',
    says: "Argument of type '{ status: 404; body: { fault: string; }; }' is not assignable to parameter of type 'Overriding<GetTicketResponse> | MockHandler<GetTicketResponse, GetTicketHandler<{}>>'.",
    says7:
      "Argument of type '{ status: 404; body: { fault: string; }; }' is not assignable to parameter of type 'MockHandler<GetTicketResponse, GetTicketHandler<{}>> | Overriding<GetTicketResponse>'.",
  },
  {
    program: "make.ticket({ titel: 'x' });",
    says: "Object literal may only specify known properties, but 'titel' does not exist in type 'PartsOf<Ticket>'. Did you mean to write 'title'?",
  },
  {
    program: "mocks.db.tickets.add({ titel: 'x' });",
    says: "Object literal may only specify known properties, but 'titel' does not exist in type 'PartsOf<Ticket>'. Did you mean to write 'title'?",
  },
  {
    program: 'const status: TicketStatus = "done";',
    says: "Type '\"done\"' is not assignable to type 'TicketStatus'.",
  },
];

test("hovers show the contract's names, and lead to their declarations", () => {
  const found = hovers(HOVERS.map(([program]) => program));
  expect(found.map(({ text, definition }, i) => [HOVERS[i]?.[0], text, definition])).toEqual(HOVERS);
});

test.each([["5.9"], ["7"]] as const)(
  "the first line of common compile errors names what is wrong, in TypeScript %s",
  { timeout: 120_000 },
  async (compiler) => {
    const found = await firstErrors(
      compiler,
      MISTAKES.map(({ program }) => program),
    );
    expect(found).toEqual(MISTAKES.map(({ says, says7 = says }) => (compiler === "7" ? says7 : says)));
  },
);

test("enumerations are constants, and the values of hostile ones are data", () => {
  expect(TicketStatus).toEqual({ open: "open", "in progress": "in progress", closed: "closed" });
  expect(Priority).toEqual({ High: 1, Low: 2 });
  expect(Object.getPrototypeOf(Hostile)).toBe(Object.prototype);
  expect(Object.entries(Hostile).every(([key, value]) => key === String(value))).toBe(true);
  expect(Object.keys(Hostile)).toContain("__proto__");
  expect(Object.entries(Chosen_iwnm)).toEqual([
    ["__proto__", 1],
    ["`", 2],
  ]);
});
