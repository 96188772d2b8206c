#!/usr/bin/env bash
# The one step of action.yml. Takes GITHUB_WORKSPACE, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, RUNNER_TEMP as
# GitHub sets them, ETNA_ACTION_PATH, INPUT_PATH, INPUT_CHANGED_SINCE, INPUT_FAIL_ON, PULL_REQUEST_BASE.
set -euo pipefail

here=${ETNA_ACTION_PATH:?is set by action.yml}
etna=$(cd "$here/../.." && pwd -P)
reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/etna.XXXXXX")
path=${INPUT_PATH:-.}
since=${INPUT_CHANGED_SINCE:-${PULL_REQUEST_BASE:-}}
cd "${GITHUB_WORKSPACE:?is set by GitHub}"

# Only what a scan needs is installed; no package runs a script of its own.
export npm_config_omit=dev npm_config_ignore_scripts=true

scan() { node "$etna/bin/bootstrap.mjs" etna scan "$@" -- "$path"; }

options=(--format=github --output="text=$reports/etna.txt" --fail-on="${INPUT_FAIL_ON:-low}")
if [ -n "$since" ] && [ "$since" != all ]; then
  options+=(--changed-since="$since")
else
  options+=(--output="sarif=$reports/etna.sarif")
fi

code=0
scan "${options[@]}" || code=$?
# 0 and 1 are answers; with anything else there is nothing to report.
[ "$code" -le 1 ] || exit "$code"

# Code scanning compares whole reports: what a part of one lacks, it would take for repaired.
if [ ! -f "$reports/etna.sarif" ]; then
  scan --quiet --format=sarif --output="$reports/etna.sarif" --fail-on=never >/dev/null
fi

{
  printf 'sarif=%s\n' "$reports/etna.sarif"
  printf 'found=%s\n' "$([ "$code" = 1 ] && echo true || echo false)"
} >>"${GITHUB_OUTPUT:-/dev/null}"

# Indented, every line is text: nothing in the code can end the block. GitHub takes 1 MiB.
{
  printf '## Agent Etna\n\n'
  head -c 500000 "$reports/etna.txt" | sed 's/^/    /'
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"

exit "$code"
