import type { Action } from "tenon-runtime/mocks";
import type { View } from "./shapes.ts";

/** A resource while Tenon infers it. */
export interface ResourceDraft {
  name: string;
  readonly key: string | undefined;
  home: string;
  readonly path: string;
  readonly view: View;
  readonly identity: string | undefined;
  readonly collection: string;
  readonly operations: Map<string, Action>;
  /** The path parameters before the key, by position. */
  readonly before: readonly string[];
  relations: Record<string, string>;
  unique: readonly (readonly string[])[];
  open: boolean;
  /** Keys are texts of digits. */
  readonly digits?: true;
  /** The resource whose entries are members here. */
  of?: string;
  /** Its entries are entries of that resource alone. */
  readonly subset?: true;
  /** Operations below something that entries need not name: where they are listed and created, and nowhere else. */
  only?: Set<string>;
}
