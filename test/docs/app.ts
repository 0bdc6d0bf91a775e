import type { StudentOutput } from "../emit/goldens/docs/operations.ts";

/** Who is calling, as the security handlers say. */
export interface User {
  name: string;
}

/** What the application hands to every handler. */
export interface School {
  students: Map<number, StudentOutput>;
  photos: Map<number, Blob>;
  /** Folder for backups. */
  folder: string;
  /** For XML bodies: `(text) => new XMLParser().parse(text)` with fast-xml-parser, for instance. */
  parseXml(text: string): unknown;
  log(...what: unknown[]): void;
}

export interface App {
  context: School;
  auth: { oauth: User; clientCertificate: string };
}
