#!/usr/bin/env bash
# The one step of action.yml. Takes GITHUB_WORKSPACE, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, RUNNER_TEMP as
# GitHub sets them, ETNA_ACTION_PATH, and the inputs as INPUT_….
set -euo pipefail

here=${ETNA_ACTION_PATH:?is set by action.yml}
etna=$(cd "$here/../.." && pwd -P)
reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/etna-attack.XXXXXX")
cd "${GITHUB_WORKSPACE:?is set by GitHub}"

# Only what a run needs is installed; no package runs a script of its own.
export npm_config_omit=dev npm_config_ignore_scripts=true

options=(--target="${INPUT_TARGET:?is the target file}" --profile="${INPUT_PROFILE:-smoke}")
for each in SEED BASELINE POLICY WAIVERS MAX_REQUESTS MAX_MINUTES; do
  name=INPUT_$each
  option=${each,,}
  [ -z "${!name:-}" ] || options+=("--${option//_/-}=${!name}")
done
for each in text=txt json=json html=html junit=xml sarif=sarif; do
  options+=(--output="${each%=*}=$reports/report.${each#*=}")
done

code=0
node "$etna/bin/bootstrap.mjs" etna attack "${options[@]}" --journal="$reports/journal.jsonl" || code=$?

# Without a report there is nothing to hand on.
case $code in
  0) outcome=passed ;;
  1) outcome=failed ;;
  3) outcome=unjudged ;;
  4) outcome=too_little ;;
  *) exit "$code" ;;
esac
[ -f "$reports/report.sarif" ] || exit "$code"

{
  printf 'outcome=%s\n' "$outcome"
  printf 'reports=%s\n' "$reports"
  printf 'journal=%s\n' "$reports/journal.jsonl"
  printf 'sarif=%s\n' "$reports/report.sarif"
} >>"${GITHUB_OUTPUT:-/dev/null}"

# Indented, every line is text: nothing that an agent said can end the block. GitHub takes 1 MiB.
{
  printf '## Agent Etna attack\n\n'
  head -c 500000 "$reports/report.txt" | sed 's/^/    /'
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"

exit "$code"
