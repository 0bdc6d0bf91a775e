/** What we use of openapi-typescript's modules, which come without declarations of their own. */

declare module "openapi-typescript/dist/transform/index.mjs" {
  import type { Node } from "typescript";

  /** The context of openapi-typescript's transforms, `GlobalContext` in its sources. */
  export interface TransformContext {
    readonly additionalProperties: boolean;
    readonly alphabetize: boolean;
    readonly arrayLength: boolean;
    readonly defaultNonNullable: boolean;
    readonly discriminators: { readonly objects: object; readonly refsHandled: readonly string[] };
    readonly emptyObjectsUnknown: boolean;
    readonly enum: boolean;
    readonly enumValues: boolean;
    readonly excludeDeprecated: boolean;
    readonly exportType: boolean;
    readonly immutable: boolean;
    readonly injectFooter: Node[];
    readonly pathParamsAsTypes: boolean;
    readonly propertiesRequiredByDefault: boolean;
    readonly silent: boolean;
    readonly transform: (schema: unknown, options: { path?: string }) => Node | undefined;
    readonly resolve: (ref: string) => unknown;
  }

  export default function transformSchema(document: object, context: TransformContext): Node[];
}
