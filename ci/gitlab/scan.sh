#!/usr/bin/env bash
# The work of etna.gitlab-ci.yml. Takes CI_PROJECT_DIR and CI_MERGE_REQUEST_DIFF_BASE_SHA as GitLab sets
# them, ETNA_PATH, ETNA_FAIL_ON, ETNA_CHANGED_SINCE. Leaves gl-code-quality-report.json and etna.sarif.
set -euo pipefail

etna=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
path=${ETNA_PATH:-.}
since=${ETNA_CHANGED_SINCE:-${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}}
cd "${CI_PROJECT_DIR:?is set by GitLab}"

# Only what a scan needs is installed; no package runs a script of its own.
export npm_config_omit=dev npm_config_ignore_scripts=true

scan() { node "$etna/bin/bootstrap.mjs" etna scan "$@" -- "$path"; }

options=(--fail-on="${ETNA_FAIL_ON:-low}")
reports=(--output=gitlab=gl-code-quality-report.json --output=sarif=etna.sarif)
if [ -z "$since" ] || [ "$since" = all ]; then
  scan "${options[@]}" "${reports[@]}"
  exit
fi

# GitLab compares whole reports: what a part of one lacks, it would take for repaired.
scan --quiet --fail-on=never "${reports[@]}" >/dev/null
scan "${options[@]}" --changed-since="$since"
