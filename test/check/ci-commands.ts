/** Commands that replace npm and GitHub's command line on a machine without network. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npx --no-install tenon`, from source. */
export const NPX = `#!/bin/sh
[ "$1 $2" = "--no-install tenon" ] || exit 90
shift 2
exec "${process.execPath}" --conditions=tenon-source "${join(root, "toolchain/cli/main.ts")}" "$@"
`;
/** Writes its arguments to a log, and answers a list of comments with the one that `FOUND` names. */
export const GH = `#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
for word in "$@"; do case "$word" in body=@*) cat "\${word#body=@}" >> "$GH_LOG";; esac; done
[ -z "\${GH_FAILS:-}" ] || exit 1
case "$*" in *--paginate*) printf '%s' "$FOUND";; esac
`;
