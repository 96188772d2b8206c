import { isMap, type YAMLMap } from "yaml";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { removeEntry } from "../yaml/edits.ts";
import { isOn, keyRange, pairNamed, type YamlPair } from "../yaml/nodes.ts";
import { onlyReads } from "./token.ts";
import { allSteps, isActionsPath, type Step, workflowOf } from "./workflow.ts";

const setting = "ACTIONS_ALLOW_UNSECURE_COMMANDS";

export const unsecureCommands: Rule = {
  id: "actions/unsecure-commands",
  title: "Commands in a job's output are obeyed",
  fixTitle: "Stop obeying commands in the job's output",
  cwe: "CWE-74",
  severity: "high",
  fixClass: "B",
  languages: ["yaml"],
  why:
    `\`${setting}\` makes the runner obey \`::set-env\` and \`::add-path\` in whatever a step prints. ` +
    "Text that others write, such as the title of a pull request, can then choose the programs that " +
    "the next steps run. The fix removes the setting, where no step here uses those commands.",
  notSeen:
    "The setting on the runner itself. A fix is left out where a step runs a script or an action that is not known: it may need the commands.",
  appliesTo: isActionsPath,
  hint: /ACTIONS_ALLOW_UNSECURE_COMMANDS/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: ".github/workflows/build.yml",
        line: 7,
        code: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      MODE: release
      ACTIONS_ALLOW_UNSECURE_COMMANDS: true # once for the old tools
    steps:
      - uses: actions/checkout@v4
      - run: cargo build --release
`,
        after: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      MODE: release
    steps:
      - uses: actions/checkout@v4
      - run: cargo build --release
`,
      },
      {
        path: ".github/workflows/only.yml",
        note: "It is all that the environment has.",
        line: 3,
        code: `on: push
env:
  ACTIONS_ALLOW_UNSECURE_COMMANDS: "true"
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build
`,
        after: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build
`,
      },
    ],
    good: [
      {
        path: ".github/workflows/off.yml",
        code: `on: push
env:
  ACTIONS_ALLOW_UNSECURE_COMMANDS: false
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build
`,
      },
    ],
    untouched: [
      {
        path: ".github/workflows/needed.yml",
        note: "This step needs it until it writes to `GITHUB_ENV`.",
        line: 7,
        code: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - env:
          ACTIONS_ALLOW_UNSECURE_COMMANDS: true
        run: echo "::set-env name=CHANNEL::beta"
`,
      },
    ],
  },
};

interface Place {
  readonly holder: YAMLMap;
  readonly pair: YamlPair;
  readonly symbol: string;
  /** The steps that the setting reaches. */
  readonly steps: readonly Step[];
}

function placesOf(file: SourceFile): readonly Place[] {
  const workflow = workflowOf(file);
  if (workflow === null) return [];
  const steps = allSteps(workflow);
  const holders = [
    { map: workflow.root, symbol: "", steps },
    ...workflow.jobs.map((job) => ({ map: job.map, symbol: `jobs.${job.name}`, steps: job.steps })),
    ...steps.map((step) => ({ map: step.map, symbol: step.symbol, steps: [step] })),
  ];
  return holders.flatMap(({ map, symbol, steps: reached }) => {
    const env = map.get("env");
    const pair = isMap(env) ? pairNamed(env, setting) : undefined;
    return pair !== undefined && isOn(pair.value)
      ? [{ holder: map, pair, symbol, steps: reached }]
      : [];
  });
}

function detect(file: SourceFile): readonly Detection[] {
  return placesOf(file).flatMap(({ pair, symbol }) => {
    const key = keyRange(pair);
    if (key === null) return [];
    return {
      ...key,
      code: setting,
      symbol,
      message: `\`${setting}\` lets anything that is printed here set variables and the path of later steps.`,
    };
  });
}

/** A script of the repository may print the commands as well. */
const runsScript =
  /\.\/|\.(?:sh|bash|ps1|py|[cm]?js|rb|pl)\b|\b(?:make|npm|yarn|pnpm|npx|bash|sh|python3?|node)\b/;

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const place = placesOf(file).find(({ pair }) => keyRange(pair)?.start === detection.start);
  if (place === undefined || /::(?:set-env|add-path)\b/.test(file.text)) return null;
  const known = place.steps.every((step) =>
    step.run === null ? onlyReads(step) : !runsScript.test(step.run.value),
  );
  const edit = known ? removeEntry(file, place.holder, "env", place.pair) : null;
  return edit === null ? null : [edit];
}
