import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cleanEnvironment, run } from "../../scripts/run.ts";

/** A user's project: a folder outside this repository, which contains nothing of this repository. */
export class Project {
  readonly folder: string;

  /** @param folder default: a new temporary folder */
  constructor(name: string, folder = realpathSync(mkdtempSync(join(tmpdir(), `tenon-${name}-`)))) {
    this.folder = folder;
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
    return this;
  }

  /** Runs a shell command as its owner would type it. @returns what it printed. @throws with that when it fails. */
  async sh(command: string): Promise<string> {
    const { code, output } = await run("bash", ["-c", command], {
      cwd: this.folder,
      env: cleanEnvironment(),
      timeout: 240_000,
    });
    if (code !== 0) throw new Error(`${command} ended with ${code}\n${output}`);
    return output;
  }

  /** Starts a command that serves, waits for the address it prints, hands it over, and ends the command. */
  async serving<T>(command: string, use: (address: string) => Promise<T>): Promise<T> {
    const child = spawn("bash", ["-c", command], {
      cwd: this.folder,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const ended = new Promise<void>((done) => child.once("close", () => done()));
    let output = "";
    try {
      const address = await new Promise<string>((found, never) => {
        const late = setTimeout(() => never(new Error(`no address after 30 s:\n${output}`)), 30_000);
        const listen = (chunk: Buffer): void => {
          output += chunk.toString();
          const url = /http:\/\/[\w.-]+:\d+/.exec(output)?.[0];
          if (url === undefined) return;
          clearTimeout(late);
          found(url);
        };
        child.stdout.on("data", listen);
        child.stderr.on("data", listen);
        void ended.then(() => never(new Error(`${command} ended:\n${output}`)));
      });
      return await use(address);
    } finally {
      // `npx` and `npm` put shells in between: the whole group is ended.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
      await ended;
    }
  }
}

/** One operation of each kind that the tests below need. */
export const CONTRACT = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: / }]
paths:
  /notes:
    post:
      operationId: createNote
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/NewNote" } } }
      responses:
        "201":
          description: Made
          content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }
  /notes/{id}:
    get:
      operationId: getNote
      parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 1 } }]
      responses:
        "200":
          description: The note
          content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }
        "404": { description: None }
components:
  schemas:
    NewNote: { type: object, required: [text], properties: { text: { type: string, minLength: 1 } } }
    Note: { type: object, required: [id, text], properties: { id: { type: integer }, text: { type: string } } }
`;

/** A server and a client on the generated code; `%` stands for the import extension. */
export const APPLICATION: Readonly<Record<string, string>> = {
  "src/server.ts": `import type { AddressInfo } from "node:net";
import type { CreateNoteResponse, GetNoteResponse, Note } from "../generated/operations%";
import { createServer, type Handlers } from "../generated/server%";

const notes = new Map<number, Note>([[1, { id: 1, text: "first" }]]);

const handlers: Handlers = {
  createNote: async ({ body }): Promise<CreateNoteResponse> => {
    const note = { id: notes.size + 1, text: body.text };
    notes.set(note.id, note);
    return { status: 201, body: note };
  },
  getNote: async ({ params }): Promise<GetNoteResponse> => {
    const note = notes.get(params.id);
    return note ? { status: 200, body: note } : { status: 404 };
  },
};

const server = createServer({ handlers }).listen(0, "127.0.0.1", () => {
  console.log(\`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`);
});
`,
  "src/client.ts": `import { createClient } from "../generated/client%";

export async function textOf(baseUrl: string, id: number): Promise<string> {
  const answer = await createClient({ baseUrl }).getNote({ params: { id } });
  return answer.status === 200 ? answer.body.text : "none";
}

// A note has no such field, and this must be seen.
// @ts-expect-error
export type Nothing = Awaited<ReturnType<ReturnType<typeof createClient>["getNote"]>>["nothing"];
`,
};

export function application(extension: ".ts" | ".js" | ""): Record<string, string> {
  return Object.fromEntries(Object.entries(APPLICATION).map(([name, text]) => [name, text.replaceAll("%", extension)]));
}
