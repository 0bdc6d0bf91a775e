import { describe, expect, it } from "vitest";
import { type Hooks, hooks, NetworkError } from "tenon-runtime/client";
import { type Client, createClient } from "../../generated/client.ts";

const student = { id: "1", name: "Ada", email: "ada@school.example", status: "active" };
const page = { items: [student], nextCursor: null };

function clientOf(given: Hooks<Client>, answer: () => Response = () => Response.json(page)) {
  const urls: string[] = [];
  const fetch = async ({ url }: Request): Promise<Response> => {
    urls.push(url.replace("https://school.example", ""));
    return answer();
  };
  return { urls, api: createClient({ baseUrl: "https://school.example", fetch, hooks: hooks<Client>(given) }) };
}

describe("hooks by operation", () => {
  it("see input and result, those of every operation first", async () => {
    const seen: string[] = [];
    const { api } = clientOf({
      $every: {
        onRequest: (_, { name, method }) => void seen.push(`every ${method} ${name}`),
        onResponse: ({ status }) => void seen.push(`every ${status}`),
      },
      listStudents: {
        onRequest: ({ query }) => void seen.push(`own ${query?.limit}`),
        onResponse: (result) => void (result.status === 200 && seen.push(`own ${result.body.items[0]?.name}`)),
      },
      getStudent: { onRequest: () => void seen.push("another operation") },
    });
    await api.listStudents({ query: { limit: 3 } });
    expect(seen).toEqual(["every GET listStudents", "own 3", "every 200", "own Ada"]);
  });

  it("can change the input, also of the pages of a list", async () => {
    const { api, urls } = clientOf({
      listStudents: { onRequest: async (input) => ({ ...input, query: { ...input.query, q: "ada" } }) },
    });
    await api.listStudents({ query: { limit: 3 } });
    for await (const { name } of api.listStudents.items()) expect(name).toBe("Ada");
    expect(urls).toEqual(["/students?limit=3&q=ada", "/students?q=ada"]);
  });

  it("see errors, which the call throws afterwards, and declared failures as results", async () => {
    const seen: unknown[] = [];
    const given: Hooks<Client> = {
      $every: { onError: (error) => void seen.push(error) },
      getStudent: { onResponse: ({ status }) => void seen.push(status) },
    };
    const input = { params: { studentId: "1" } };
    const failing = clientOf(given, () => {
      throw new TypeError("connection refused");
    });
    await expect(failing.api.getStudent(input)).rejects.toThrow(NetworkError);
    const missing = Response.json(
      { title: "None", status: 404, type: "about:blank" },
      { status: 404, headers: { "Content-Type": "application/problem+json" } },
    );
    await expect(
      clientOf(given, () => missing)
        .api.getStudent(input)
        .orThrow(),
    ).rejects.toThrow("received 404");
    expect(seen).toEqual([expect.any(NetworkError), 404]);
  });

  it("reject the call with what they throw, and no request is sent", async () => {
    const { api, urls } = clientOf({
      listStudents: {
        onRequest: () => {
          throw new Error("signed out");
        },
      },
    });
    await expect(api.listStudents()).rejects.toThrow("signed out");
    expect(urls).toEqual([]);
  });

  it("have the names and types of the operations", () => {
    // @ts-expect-error no such operation
    hooks<Client>({ listTeachers: {} });
    // @ts-expect-error a student has no color
    hooks<Client>({ getStudent: { onResponse: (result) => void (result.status === 200 && result.body.color) } });
    expect(hooks<Client>({})).toBeTypeOf("function");
  });
});
