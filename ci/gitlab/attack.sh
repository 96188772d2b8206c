#!/usr/bin/env bash
# The work of etna-attack.gitlab-ci.yml. Takes CI_PROJECT_DIR as GitLab sets it, and ETNA_TARGET, ETNA_PROFILE,
# ETNA_SEED, ETNA_BASELINE, ETNA_POLICY, ETNA_WAIVERS, ETNA_MAX_REQUESTS, ETNA_MAX_MINUTES. Leaves etna-attack/.
set -euo pipefail

etna=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "${CI_PROJECT_DIR:?is set by GitLab}"

# Only what a run needs is installed; no package runs a script of its own.
export npm_config_omit=dev npm_config_ignore_scripts=true

options=(--target="${ETNA_TARGET:?is the target file}" --profile="${ETNA_PROFILE:-smoke}")
for each in SEED BASELINE POLICY WAIVERS MAX_REQUESTS MAX_MINUTES; do
  name=ETNA_$each
  option=${each,,}
  [ -z "${!name:-}" ] || options+=("--${option//_/-}=${!name}")
done
mkdir -p etna-attack
for each in json=json html=html junit=xml sarif=sarif; do
  options+=(--output="${each%=*}=etna-attack/report.${each#*=}")
done

# What was said stays on the runner: artifacts may be read by more people than the agent's owner.
exec node "$etna/bin/bootstrap.mjs" etna attack "${options[@]}" --journal="$(mktemp -d)/journal.jsonl"
