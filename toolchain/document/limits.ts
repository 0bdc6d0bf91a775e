/** What a contract may cost before it is refused: it can come from anybody. */
export interface Limits {
  /** Of all files together. Default 128 MiB. */
  readonly bytes: number;
  /** Default 256 levels. */
  readonly depth: number;
  /** How many values YAML aliases may add. Default 1,000,000. */
  readonly aliases: number;
  /** Default 2,000. */
  readonly files: number;
}

export const DEFAULT_LIMITS: Limits = { bytes: 128 * 1024 * 1024, depth: 256, aliases: 1_000_000, files: 2_000 };
