/**
 * The public entry `tenon/plugin`: what a plugin of `tenon generate` is made of. The types of the model have the version
 * {@link MODEL_VERSION}.
 */
export {
  type DefinedPlugin,
  definePlugin,
  MODEL_VERSION,
  type Plugin,
  type PluginFiles,
  type PluginModule,
} from "./emit/plugins/plugin.ts";
export { type Code, code, join, lines, type Printable, type Ref } from "./emit/code.ts";
export { type as importType, value as importValue } from "./emit/context.ts";
export { comment, identifier, propertyKey, stringLiteral, type Tag as CommentTag } from "./emit/doors.ts";
export type {
  Contract,
  Example,
  Header,
  Info,
  MediaType,
  NamedSchema,
  NamedSecurityScheme,
  Operation,
  Parameter,
  RequestBody,
  Response,
  Schema,
  Server,
  Tag,
} from "./contract/model.ts";
