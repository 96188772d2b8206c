import type { Detection, Rule } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { textAt } from "../yaml/nodes.ts";
import { isWorkflowPath, workflowOf } from "./workflow.ts";

export const secretsInherit: Rule = {
  id: "actions/secrets-inherit",
  title: "Every secret handed to a workflow of another repository",
  fixTitle: "Hand over the secrets that the workflow needs",
  cwe: "CWE-250",
  severity: "low",
  fixClass: "C",
  languages: ["yaml"],
  why:
    "`secrets: inherit` gives the called workflow every secret that this repository has, those it " +
    "has nothing to do with as well, and the ones that are added later. Name the secrets that it needs.",
  notSeen: "Workflows of the same repository (`./…`), which could read the secrets anyway.",
  offByDefault:
    "A team's own shared workflows are often meant to have all secrets, and who owns them cannot be read from the file.",
  appliesTo: isWorkflowPath,
  hint: /\bsecrets\s*:\s*["']?inherit\b/,
  detect,
  examples: {
    bad: [
      {
        path: ".github/workflows/deploy.yml",
        line: 5,
        code: `on: push
jobs:
  deploy:
    uses: harbour-tools/pipelines/.github/workflows/deploy.yml@v3
    secrets: inherit
`,
      },
    ],
    good: [
      {
        path: ".github/workflows/named.yml",
        note: "Named ones, or a workflow of this repository.",
        code: `on: push
jobs:
  deploy:
    uses: harbour-tools/pipelines/.github/workflows/deploy.yml@v3
    secrets:
      DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}
  test:
    uses: ./.github/workflows/test.yml
    secrets: inherit
`,
      },
    ],
  },
};

function detect(file: SourceFile): readonly Detection[] {
  return (workflowOf(file)?.jobs ?? []).flatMap(({ map, uses, name }) => {
    const secrets = textAt(map, "secrets");
    if (uses === null || uses.value.startsWith("./") || secrets?.value !== "inherit") return [];
    return {
      start: secrets.start,
      end: secrets.end,
      code: `secrets: inherit, ${uses.action}`,
      symbol: `jobs.${name}`,
      message: `\`${uses.value}\` gets every secret of this repository, whatever it needs.`,
    };
  });
}
