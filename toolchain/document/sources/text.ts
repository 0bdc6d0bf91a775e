/** A text and its source. */
export interface Text {
  /** Absolute path or URL. Relative references are resolved against it. */
  readonly id: string;
  /** The source as a person would type it. */
  readonly label: string;
  readonly text: string;
}
