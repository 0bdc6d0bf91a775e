import { definePlugin, type DefinedPlugin, type Operation } from "tenon/plugin";

/** `postman/collection.json`: a collection for Postman and Bruno, with a folder for each tag. */
export const postman = (): DefinedPlugin =>
  definePlugin({
    name: "postman",
    emit({ info, servers, tags, operations }, files) {
      const names = new Set([...tags.map(({ name }) => name), ...operations.flatMap((operation) => operation.tags)]);
      const folders = [...names].map((name) => ({
        name,
        item: operations.filter((operation) => operation.tags[0] === name).map(requestOf),
      }));
      const collection = {
        info: { name: info.title, schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        variable: [{ key: "baseUrl", value: servers[0]?.url ?? "" }],
        item: [...folders, ...operations.filter((operation) => operation.tags.length === 0).map(requestOf)],
      };
      files.text("collection.json", `${JSON.stringify(collection, null, 2)}\n`);
    },
  });

function requestOf({ name, summary, method, path, parameters, body }: Operation): object {
  const json = body?.content.find(({ body }) => body === "json");
  return {
    name: summary ?? name,
    request: {
      method,
      url: {
        raw: `{{baseUrl}}${path}`,
        host: ["{{baseUrl}}"],
        // `/students/{id}` is `/students/:id` there.
        path: path
          .slice(1)
          .split("/")
          .map((part) => part.replace(/^\{(.*)\}$/, ":$1")),
        query: parameters
          .filter((parameter) => parameter.in === "query")
          .map(({ name, required }) => ({ key: name, value: "", disabled: !required })),
      },
      ...(json && {
        header: [{ key: "Content-Type", value: json.type }],
        body: { mode: "raw", raw: JSON.stringify(json.examples[0]?.value ?? {}, null, 2) },
      }),
    },
  };
}
