#!/usr/bin/env bash
# What action.yml runs: annotations at the lines, the job's summary, and one comment on the pull request.
set -uo pipefail
set -f # arguments are split at spaces, and are no patterns

report="$(mktemp)"
# shellcheck disable=SC2086 -- several arguments
npx --no-install tenon check --format github --report "markdown=$report" ${ARGS:-}
code=$?
cat "$report" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"

# The comment begins with a mark. Where there is none yet and nothing was found, there is nothing to say.
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
  comment || echo "::warning::tenon: the comment could not be written (a pull request from a fork may not)"
fi
exit "$code"
