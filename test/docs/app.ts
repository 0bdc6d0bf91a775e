import type { StudentOutput } from "../emit/goldens/docs/operations.ts";

/** The caller, as the security handlers return it. */
export interface User {
  name: string;
}

/** The context that the application passes to every handler. */
export interface School {
  students: Map<number, StudentOutput>;
  photos: Map<number, Blob>;
  /** The folder for backups. */
  folder: string;
  /** Parses XML bodies, for example with fast-xml-parser: `(text) => new XMLParser().parse(text)`. */
  parseXml(text: string): unknown;
  log(...what: unknown[]): void;
}

export interface App {
  context: School;
  auth: { oauth: User; clientCertificate: string };
}
