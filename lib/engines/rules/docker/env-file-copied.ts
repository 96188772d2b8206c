import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { finalStages, stageName } from "./instructions.ts";
import { sourcesOf } from "./sources.ts";

export const envFileCopied: Rule = {
  id: "docker/env-file-copied",
  title: "File of secrets copied into an image",
  fixTitle: "Give the container its environment when it starts",
  cwe: "CWE-538",
  severity: "high",
  fixClass: "C",
  languages: ["dockerfile"],
  why:
    "A `.env` file holds what a program must keep to itself, and everyone who can pull the image can " +
    "read it, even where a later layer deletes it. Give the container its environment when it starts " +
    "(`--env-file`, or the secrets of what runs it).",
  notSeen:
    "What `COPY . .` takes along: that depends on `.dockerignore`. Examples such as `.env.example` are left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\.env\b/,
  detect,
  examples: {
    bad: [
      {
        path: "Dockerfile",
        line: 3,
        code: `FROM python:3.13-slim
WORKDIR /srv
COPY main.py .env ./
USER 1000
CMD ["python", "main.py"]
`,
      },
      {
        path: "deploy/Dockerfile",
        line: 3,
        code: `FROM node:22 AS build
RUN npm ci
ADD ["config/.env.production", "/srv/.env"]
USER node
CMD ["node", "server.js"]
`,
      },
    ],
    good: [
      {
        path: "Dockerfile",
        note: "An example has no secrets, and a stage that is thrown away keeps none.",
        code: `FROM node:22 AS build
COPY .env ./
RUN npm run build
FROM node:22
COPY .env.example .env.sample ./
COPY --from=build /app/dist ./
COPY src/environment.env.ts ./
USER node
CMD ["node", "server.js"]
`,
      },
    ],
  },
};

const secretFile =
  /(?:^|\/)\.env(?:\.(?:local|prod(?:uction)?|stag(?:e|ing)|live|secrets?)(?:\.local)?)?$/i;

function detect(file: SourceFile): readonly Detection[] {
  return finalStages(file).flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const copied = sourcesOf(instruction).sources.filter((source) => secretFile.test(source));
      if (copied.length === 0) return [];
      return {
        start: instruction.start,
        end: instruction.end,
        code: `${instruction.keyword} ${copied.join(" ")}`,
        symbol: stageName(stage),
        message: `${copied.map((source) => `\`${source}\``).join(", ")} becomes a part of the image: everyone who can pull it can read it.`,
      };
    }),
  );
}
