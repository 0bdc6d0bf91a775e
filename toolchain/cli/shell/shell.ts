/** What a command line needs of its surroundings. Handed in, so that tests can run whole commands in memory. */
export interface Shell {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Findings and data: what other programs read. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Whether each stream takes colours and cursor movements. */
  readonly terminal: {
    readonly out: boolean;
    readonly err: boolean;
    /** Whether a person can answer questions. */
    readonly in?: boolean;
    /** The width of the one that findings go to, where it is known. */
    readonly columns?: number | undefined;
  };
  /** A terminal that a command can draw on and read keys from; absent in a pipe. */
  readonly screen?: Screen | undefined;
  /** Aborted when the person stops a command that runs until then. A call takes over Ctrl-C. */
  untilStopped(): AbortSignal;
}

/** Waits until a command is stopped. */
export const untilAborted = (stopped: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    stopped.aborted ? resolve() : stopped.addEventListener("abort", () => resolve(), { once: true }),
  );

/** What is drawn on it goes to {@link Shell.out}. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Reads keys, each as it is pressed, and sees changes of the size. @returns a function that ends it */
  open(listener: { key(key: string): void; resized(): void }): () => void;
}

/** The shell of this process. */
export function processShell(): Shell {
  // `tenon lint | head` closes our output early: that is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  }
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    terminal: {
      out: hasColors(process.stdout),
      err: hasColors(process.stderr),
      in: process.stdin.isTTY && process.stderr.isTTY,
      get columns() {
        return process.stdout.columns; // a window can be made smaller
      },
    },
    screen: process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb" ? processScreen : undefined,
    untilStopped() {
      const stop = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
      return stop.signal;
    },
  };
}

const processScreen: Screen = {
  get columns() {
    return process.stdout.columns;
  },
  get rows() {
    return process.stdout.rows;
  },
  open({ key, resized }) {
    const { stdin, stdout } = process;
    const onKey = (text: string): void => key(text);
    stdin.setRawMode(true).setEncoding("utf8").on("data", onKey);
    stdout.on("resize", resized);
    return () => {
      stdin.setRawMode(false).off("data", onKey).pause();
      stdout.off("resize", resized);
    };
  },
};

/** `hasColors` knows NO_COLOR, FORCE_COLOR and TERM; a pipe has none. */
function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
