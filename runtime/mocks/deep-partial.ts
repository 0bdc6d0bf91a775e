/**
 * A value of which every part may be left out; the mock generates the missing parts. An array has as many entries as given.
 */
export type DeepPartial<T> = T extends (...args: never) => unknown
  ? T
  : T extends Date | Blob | Uint8Array | ArrayBuffer | ReadableStream | AsyncIterable<unknown>
    ? T
    : T extends readonly (infer E)[]
      ? readonly DeepPartial<E>[]
      : T extends object
        ? PartsOf<T>
        : T;

/** A name of its own, which editors and compile errors print: `PartsOf<Student>`. */
type PartsOf<T> = { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined };
