import { code, definePlugin, type DefinedPlugin, lines, propertyKey, stringLiteral } from "tenon/plugin";

/** `routes/index.ts`: the path of each operation as a constant. */
export const routes = (): DefinedPlugin =>
  definePlugin({
    name: "routes",
    emit({ operations }, files) {
      const file = files.module("index.ts");
      file.declare("routes");
      file.print(code`
        export const routes = {
          ${lines(operations.map(({ name, path }) => code`${propertyKey(name)}: ${stringLiteral(path)},`))}
        } as const;
      `);
    },
  });
