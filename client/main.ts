/** The page: students are listed, filtered, added, changed and deleted through the generated client. */
import { createClient } from "../generated/client.ts";
import { loadConfig } from "./config.ts";
import { byId, h } from "./dom.ts";
import { openEditor, openRemover, openTokenDialog } from "./editor.ts";
import { openEnrolments } from "./enrolments.ts";
import { readToken, saveToken } from "./session.ts";
import { showSource } from "./source.ts";
import { StudentList } from "./students.ts";

try {
  const config = await loadConfig();
  // Loaded only where it is wanted: a page with an API carries no mocks.
  if (config.mock) await (await import("./mocks.ts")).startMocks(config.apiBaseUrl);
  if (readToken() === undefined && config.token !== undefined) saveToken(config.token);

  const api = createClient({
    ...(config.apiBaseUrl !== undefined && { baseUrl: config.apiBaseUrl }),
    auth: { bearerAuth: readToken },
    timeout: 15_000,
  });
  showSource({ apiBaseUrl: config.apiBaseUrl, mocked: config.mock === true, onToken: openTokenDialog });

  const list = new StudentList(api, {
    onEdit: async (student) => {
      const changed = await openEditor(api, student);
      if (changed) list.put(changed);
    },
    onCourses: (student) => openEnrolments(api, student),
    onRemove: async (student) => {
      if (await openRemover(api, student)) list.remove(student);
    },
  });
  list.start();
  byId("add", HTMLButtonElement).addEventListener("click", () => {
    void openEditor(api).then((added) => added && list.put(added));
  });
} catch (fault) {
  const reason = fault instanceof Error ? fault.message : String(fault);
  byId("trouble", HTMLElement).replaceChildren(h("span", {}, `The page could not start. ${reason}`));
}
