#!/usr/bin/env bash
# Runs in action.yml: writes annotations, the job summary and one comment on the pull request.
set -uo pipefail
set -f # split arguments at spaces, without expanding patterns

report="$(mktemp)"
# shellcheck disable=SC2086 -- several arguments
npx --no-install tenon check --format github --report "markdown=$report" ${ARGS:-}
code=$?
cat "$report" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"

# The comment starts with a marker. Without findings the script updates a comment, but creates none.
comment() {
  local comments="repos/$REPOSITORY/issues/$PULL_REQUEST/comments" id
  id="$(gh api --paginate "$comments" --jq '.[] | select(.body | startswith("<!-- tenon:check -->")) | .id')" || return 1
  id="${id%%$'\n'*}"
  if [ -n "$id" ]; then
    gh api --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$report" > /dev/null
  elif [ "$code" -ne 0 ]; then
    gh api --method POST "$comments" --field "body=@$report" > /dev/null
  fi
}

if [ "${COMMENT:-true}" = true ] && [ -n "${PULL_REQUEST:-}" ] && [ -s "$report" ]; then
  comment || echo "::warning::tenon: cannot write the comment (pull requests from forks have no permission)"
fi
exit "$code"
