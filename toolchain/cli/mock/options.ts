/** The options of `tenon mock`. */

import type { Delay } from "tenon-runtime/mocks";
import type { Format } from "../report/index.ts";

export interface MockOptions {
  readonly port: number;
  readonly host: string;
  readonly seed?: number;
  readonly watch?: true;
  readonly delay?: Delay;
  /** Rules, as `chaos` of the runtime takes them; `operations=rules` for some operations. */
  readonly chaos?: readonly string[];
  readonly invalidStatus?: "400" | "422";
  /** Default: as `serve` has it. */
  readonly cors?: boolean;
  /** A URL. */
  readonly proxy?: string;
  /** Operations, as filters name them. */
  readonly proxyOnly?: readonly string[];
  readonly mockOnly?: readonly string[];
  readonly errors?: true;
  /** A module. */
  readonly scenarios?: string;
  /** Names. */
  readonly scenario?: readonly string[];
  /** Hosts; false: none are sent. Default: this machine. */
  readonly callbacks?: readonly string[] | false;
  readonly format: Format;
}
