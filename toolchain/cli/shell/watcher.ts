import { statSync, watch, type FSWatcher } from "node:fs";
import { dirname, resolve } from "node:path";

/** How long saving may take: editors write, rename and touch a file several times. */
const QUIET_MS = 60;
/** How long a file may be gone while an editor puts another in its place. */
const GONE_MS = 400;

export interface Watcher {
  /** From now on these files, absolute, and no others. */
  set(files: Iterable<string>): void;
  /** For good: a later `set` does nothing. */
  close(): void;
}

/**
 * Calls `changed` with the files whose content may have changed, once for each burst of events. It is folders that are
 * watched: editors that save by renaming would leave a watched file behind.
 */
export function createWatcher(changed: (files: readonly string[]) => void): Watcher {
  const folders = new Map<string, FSWatcher>();
  const known = new Map<string, string>();
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const settle = (since: number): void => {
    const files = [...pending].filter((file) => known.has(file) && known.get(file) !== signature(file));
    if (files.some((file) => signature(file) === GONE) && Date.now() - since < GONE_MS) return wait(since);
    pending.clear();
    for (const file of files) known.set(file, signature(file));
    if (files.length > 0) changed(files);
  };
  const wait = (since: number): void => {
    clearTimeout(timer);
    timer = setTimeout(settle, QUIET_MS, since);
  };
  const open = (folder: string): FSWatcher | undefined => {
    try {
      const watcher = watch(folder, (_, name) => {
        const named = name === null ? [] : [resolve(folder, name)];
        for (const file of name === null ? known.keys() : named) if (dirname(file) === folder) pending.add(file);
        if ([...pending].some((file) => known.has(file))) wait(Date.now());
      });
      watcher.on("error", () => {
        watcher.close();
        folders.delete(folder);
      });
      return watcher;
    } catch {
      return undefined; // there is no such folder; it is tried again at the next `set`
    }
  };

  return {
    set(files) {
      if (closed) return; // work that was under way when it was closed ends with this
      const wanted = new Set(files);
      for (const file of known.keys()) if (!wanted.has(file)) known.delete(file);
      for (const file of wanted) if (!known.has(file)) known.set(file, signature(file));
      const needed = new Set([...wanted].map((file) => dirname(file)));
      for (const [folder, watcher] of folders) {
        if (needed.has(folder)) continue;
        watcher.close();
        folders.delete(folder);
      }
      for (const folder of needed) {
        const watcher = folders.has(folder) ? undefined : open(folder);
        if (watcher) folders.set(folder, watcher);
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
      folders.clear();
    },
  };
}

const GONE = "gone";

function signature(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? GONE : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
