import type { Detection, Rule } from "../rule.ts";
import { looksLikeSecret, namesSecret } from "../secrets/plain-secret.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  buildFileOf,
  finalStages,
  type Instruction,
  type Stage,
  stageName,
} from "./instructions.ts";

export const secretInBuild: Rule = {
  id: "docker/secret-in-build",
  title: "Secret that stays in the image",
  fixTitle: "Mount the secret for the step that needs it",
  cwe: "CWE-522",
  severity: "high",
  fixClass: "C",
  languages: ["dockerfile"],
  why:
    "ARG and ENV are written into the image's history and settings: `docker history` and `docker " +
    "inspect` show them to everyone who can pull it. Mount the secret where it is needed " +
    "(`RUN --mount=type=secret`), or give it to the container when it starts; and rotate it.",
  notSeen:
    "Secrets under names that do not say so, and arguments of stages that the image is not made of. " +
    "Values with the shape of a vendor's secret are `secrets/committed`.",
  appliesTo: (path) => !isTestPath(path),
  hint: /^[ \t]*(?:ARG|ENV)\b/im,
  detect,
  examples: {
    bad: [
      {
        path: "Dockerfile",
        line: 2,
        code: () => `FROM python:3.13-slim
ENV DEPOT_API_KEY=${["q7Zt", "41vK", "9mXe", "R2pd"].join("")} MODE=live
USER 1000
CMD ["python", "main.py"]
`,
      },
      {
        path: "web/Dockerfile",
        note: "The argument of a build stands in the history of the image.",
        line: 2,
        code: `FROM node:22
ARG REGISTRY_TOKEN
RUN echo "//npm.example.org/:_authToken=\${REGISTRY_TOKEN}" > .npmrc && npm ci && rm .npmrc
USER node
CMD ["node", "server.js"]
`,
      },
    ],
    good: [
      {
        path: "Dockerfile",
        note: "Mounted, empty, a placeholder, or no secret at all.",
        code: `FROM node:22 AS build
ARG REGISTRY_TOKEN
RUN npm config set //npm.example.org/:_authToken $REGISTRY_TOKEN && npm ci
FROM node:22
ARG TOKEN_URL=https://id.example.org/token
ENV API_KEY="" SESSION_SECRET=change-me-please-0001 DB_PASSWORD_FILE=/run/secrets/db
RUN --mount=type=secret,id=depot DEPOT_TOKEN="$(cat /run/secrets/depot)" ./fetch
USER node
CMD ["node", "server.js"]
`,
      },
    ],
  },
};

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const { stages, instructions } = buildFileOf(file);
  const shaped = await findSecretValues(file.path, file.text);
  const first = instructions.slice(
    0,
    instructions.findIndex(({ keyword }) => keyword === "FROM"),
  );
  const all = [...first.map((each) => ({ each, stage: null })), ...stages.flatMap(inStage)];
  const literals = all.flatMap(({ each, stage }) =>
    (/^(?:ARG|ENV)$/.test(each.keyword) ? each.settings : [])
      .filter(({ name, value }) => namesSecret(name) && looksLikeSecret(value ?? ""))
      .filter(({ start, end }) => !shaped.some((value) => value.start < end && start < value.end))
      .map(({ start, end, name, valueStart }) => ({
        start,
        end,
        hides: [{ start: valueStart, end }],
        code: `${each.keyword} ${name}`,
        symbol: stage === null ? "" : stageName(stage),
        message: `The value of \`${name}\` stands here and in the image: everyone who can read either has it.`,
      })),
  );
  return [...literals, ...finalStages(file).flatMap((stage) => usedArguments(file, stage))];
}

function inStage(stage: Stage): readonly { each: Instruction; stage: Stage }[] {
  return stage.instructions.map((each) => ({ each, stage }));
}

/** Arguments without a value here that a RUN or an ENV of the same stage takes up. */
function usedArguments(file: SourceFile, stage: Stage): readonly Detection[] {
  const secrets = stage.instructions.flatMap(({ keyword, settings }) =>
    keyword === "ARG"
      ? settings.filter(({ name, value }) => namesSecret(name) && (value ?? "") === "")
      : [],
  );
  if (secrets.length === 0) return [];
  const used = new Set(
    stage.instructions
      .filter(({ keyword }) => keyword === "RUN" || keyword === "ENV")
      .flatMap(({ start, end }) => [...file.text.slice(start, end).matchAll(/\$\{?(\w+)/g)])
      .map(([, name]) => name),
  );
  return secrets
    .filter(({ name }) => used.has(name))
    .map(({ start, end, name }) => ({
      start,
      end,
      code: `ARG ${name}`,
      symbol: stageName(stage),
      message: `The build's argument \`${name}\` stays in the history of the image: everyone who can pull it can read it.`,
    }));
}
