import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { removeEntry } from "../yaml/edits.ts";
import { isOn, keyRange } from "../yaml/nodes.ts";
import { isPipelinePath, type Variable, variablesOf } from "./pipeline.ts";

export const debugTrace: Rule = {
  id: "gitlab/debug-trace",
  title: "Job that prints its secrets",
  fixTitle: "Stop printing every variable of the job",
  cwe: "CWE-532",
  severity: "high",
  fixClass: "A",
  languages: ["yaml"],
  why:
    "`CI_DEBUG_TRACE` writes every command and every variable of the job into its log, protected and " +
    "masked secrets as well, where all who can see the job can read them. The fix removes the " +
    "setting; what was printed already has to be rotated.",
  notSeen:
    "The variable where it is set in GitLab's own settings, and scripts that print their environment (`set -x`, `env`).",
  appliesTo: isPipelinePath,
  hint: /\bCI_DEBUG_TRACE\b/,
  detect: (file) => traced(file).flatMap(detectionOf),
  fix,
  examples: {
    bad: [
      {
        path: ".gitlab-ci.yml",
        line: 4,
        code: `deploy:
  variables:
    TARGET: staging
    CI_DEBUG_TRACE: "true" # why does it not deploy?
  script:
    - ./deploy "$TARGET"
`,
        after: `deploy:
  variables:
    TARGET: staging
  script:
    - ./deploy "$TARGET"
`,
      },
      {
        path: ".gitlab/ci/build.gitlab-ci.yml",
        note: "It is the only variable.",
        line: 4,
        code: `build:
  script: make
  variables:
    CI_DEBUG_TRACE: true
`,
        after: `build:
  script: make
`,
      },
    ],
    good: [
      {
        path: ".gitlab-ci.yml",
        code: `variables:
  CI_DEBUG_TRACE: "false"
build:
  script: make
`,
      },
    ],
  },
};

function traced(file: SourceFile): readonly Variable[] {
  return variablesOf(file).filter(({ name, value }) => name === "CI_DEBUG_TRACE" && isOn(value));
}

function detectionOf({ name, pair, part }: Variable): readonly Detection[] {
  const key = keyRange(pair);
  if (key === null) return [];
  const where = part.name === "" ? "each job" : `the job \`${part.name}\``;
  return [
    {
      ...key,
      code: name,
      symbol: part.name,
      message: `\`${name}\` prints every variable of ${where} into the log, secrets as well.`,
    },
  ];
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const found = traced(file).find(({ pair }) => keyRange(pair)?.start === detection.start);
  if (found === undefined) return null;
  const edit = removeEntry(file, found.part.map, "variables", found.pair);
  return edit === null ? null : [edit];
}
