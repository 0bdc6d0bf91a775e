/** Types that generated code is written in. */

/**
 * What a server is told about its surroundings, as one type parameter:
 * `Handlers<{ context: AppContext; auth: { bearerAuth: User } }>`.
 */
export interface HandlerOptions {
  /** What the application hands to every handler. */
  readonly context?: object;
  /** What each security handler returns, by scheme name. */
  readonly auth?: object;
}

type AuthOf<O extends HandlerOptions, Scheme extends string> = O extends { readonly auth: infer A }
  ? Scheme extends keyof A
    ? A[Scheme]
    : unknown
  : unknown;

/** What the security handlers of one alternative returned, and which alternative it is. */
type AuthOfAlternative<
  O extends HandlerOptions,
  All extends string,
  Alternative,
> = Alternative extends readonly string[]
  ? { readonly [S in Alternative[number]]: AuthOf<O, S> } & {
      readonly [S in Exclude<All, Alternative[number]>]?: undefined;
    } & ("scheme" extends All ? unknown : { readonly scheme: SchemeName<Alternative> })
  : never;

/** `"apiKey"`; `"apiKey+token"` for schemes that are needed together; `undefined` for an anonymous request. */
type SchemeName<Alternative extends readonly string[]> = Alternative extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? Rest extends readonly []
    ? First
    : `${First}+${SchemeName<Rest>}`
  : undefined;

/**
 * The second argument of a handler: the application's context, and `auth`.
 * `Required` are the schemes that every alternative demands, `Optional` those that only some do. `Alternatives` are their
 * names, `["apiKey"] | ["basic", "token"] | []`, where the operation has several: `auth.scheme` then tells them apart.
 */
export type HandlerContext<
  O extends HandlerOptions,
  Required extends string,
  Optional extends string,
  Alternatives extends readonly string[] = readonly string[],
> = (O extends { readonly context: infer C } ? C : unknown) & {
  readonly auth: number extends Alternatives["length"]
    ? { readonly [S in Required]: AuthOf<O, S> } & { readonly [S in Optional]?: AuthOf<O, S> }
    : AuthOfAlternative<O, Required | Optional, Alternatives>;
  /** The request as the host received it, without its body. */
  readonly request: RequestInfo;
};

/** Who the other end of a TLS connection is, by a certificate that the host has verified (RFC 5280). */
export interface ClientCertificate {
  /** Distinguished names, attribute by attribute: `{ CN: "robot", O: "School" }`. */
  readonly subject: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly issuer: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `DNS:robot.example, URI:spiffe://…` */
  readonly subjectAltName?: string;
  readonly serialNumber: string;
  /** SHA-256 of the certificate, upper-case hexadecimal pairs with colons. */
  readonly fingerprint256: string;
  /** DER */
  readonly raw: Uint8Array;
}

/** What a handler may know of the request besides its decoded parts. */
export interface RequestInfo {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** A header's value, by any spelling of its name. */
  header(name: string): string | undefined;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Aborted when the server begins to stop: a stream that has no end of its own ends then. */
  readonly stopping: AbortSignal;
  /** Tells this request from others; made when somebody asks for it. */
  readonly id: string;
  /** Only where the host ends the TLS connection itself, asks for a certificate and has verified it. */
  readonly certificate?: ClientCertificate | undefined;
}

/** A handler: the same signature in the server and in a mock override. */
export type Handler<
  Request,
  Response,
  O extends HandlerOptions = {},
  Required extends string = never,
  Optional extends string = never,
  Alternatives extends readonly string[] = readonly string[],
> = (request: Request, context: HandlerContext<O, Required, Optional, Alternatives>) => Response | Promise<Response>;

/** A request as a handler receives it, untyped. Parts that the contract does not declare are absent. */
export interface DecodedRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** An answer as a handler returns it, untyped. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
}

/** A binary body that is given; an iterable of bytes is a `Readable` of Node for instance. */
export type BinaryInput = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** A binary body that is received: read it once, in the form that is wanted. */
export interface BinaryOutput {
  readonly stream: ReadableStream<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
  blob(): Promise<Blob>;
  text(): Promise<string>;
}
