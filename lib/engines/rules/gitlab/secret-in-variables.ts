import type { Detection, Rule } from "../rule.ts";
import { looksLikeSecret, namesSecret } from "../secrets/plain-secret.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import type { SourceFile } from "../source-file.ts";
import { textOf } from "../yaml/nodes.ts";
import { isPipelinePath, variablesOf } from "./pipeline.ts";

export const secretInVariables: Rule = {
  id: "gitlab/secret-in-variables",
  title: "Secret in a pipeline's variables",
  fixTitle: "Keep the secret in GitLab's own variables",
  cwe: "CWE-798",
  severity: "high",
  fixClass: "C",
  languages: ["yaml"],
  why:
    "A variable in the file is known to everyone who can read the repository, and stays in its " +
    "history; GitLab neither masks nor protects it. Rotate it, and set the new one under Settings → " +
    "CI/CD → Variables, masked and protected.",
  notSeen:
    "Secrets under names that do not say so, short and guessable ones, and passwords of databases " +
    "that the pipeline itself starts. Values with the shape of a vendor's secret are `secrets/committed`.",
  appliesTo: isPipelinePath,
  hint: /^[ \t]*["']?variables["']?\s*:/m,
  detect,
  examples: {
    bad: [
      {
        path: ".gitlab-ci.yml",
        line: 3,
        code: () => `variables:
  DEPOT_URL: https://depot.example.org
  DEPOT_API_KEY: ${["h7Qm", "20xW", "f5Zk", "81Lc"].join("")}
deploy:
  script: ./deploy
`,
      },
      {
        path: ".gitlab/ci/publish.yml",
        note: "Of one job, with a description.",
        line: 4,
        code: () => `publish:
  variables:
    SIGNING_KEY:
      value: "${["b81f", "44c0", "97de", "a3d2", "5e60"].join("")}"
      description: What the packages are signed with.
  script: ./publish
`,
      },
    ],
    good: [
      {
        path: ".gitlab-ci.yml",
        note: "Set elsewhere, a placeholder, no secret, and a database of the pipeline's own.",
        code: `variables:
  DEPOT_TOKEN: $DEPOT_TOKEN_STAGING
  API_KEY: put-your-key-here-0000
  CACHE_KEY: v1-deps-2024-06-ubuntu22
  TOKEN_URL: https://id.example.org/oauth/token2
  POSTGRES_PASSWORD: Xk29-throwaway-71
test:
  services: ["postgres:17"]
  script: make test
`,
      },
    ],
  },
};

/** What a pipeline's own database is started with: it lives as long as the job. */
const serviceName =
  /^(?:POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|MSSQL|SA|ORACLE|MINIO|ELASTIC)/i;
const databaseName = /(?:^|_)(?:DB|DATABASE)_?/i;

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const ownDatabase = /^[ \t]*services\s*:/m.test(file.text);
  const named = variablesOf(file).filter(
    ({ name }) =>
      namesSecret(name) && !serviceName.test(name) && !(ownDatabase && databaseName.test(name)),
  );
  const found = named.flatMap(({ name, value, part }) => {
    const text = textOf(value);
    return text !== null && looksLikeSecret(text.value) ? [{ name, part, text }] : [];
  });
  const shaped = found.length === 0 ? [] : await findSecretValues(file.path, file.text);
  return found
    .filter(({ text }) => !shaped.some(({ start, end }) => start < text.end && text.start < end))
    .map(({ name, part, text: { start, end } }) => ({
      start,
      end,
      hides: [{ start, end }],
      code: name,
      symbol: part.name,
      message: `The value of \`${name}\` stands in the file: everyone who can read the repository or its history has it.`,
    }));
}
