import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { buildFileOf, type Image, type Stage } from "./instructions.ts";

export const latestTag: Rule = {
  id: "docker/latest-tag",
  title: "Base image without a version",
  fixTitle: "Name the version of the base image",
  cwe: "CWE-1357",
  severity: "low",
  fixClass: "B",
  languages: ["dockerfile"],
  why:
    "Without a tag, or with `latest`, every build takes whatever image is newest: what was tested is " +
    "not what runs, and nobody sees the change. The fix takes over the tag under which another stage " +
    "of the file names the same image; else a person has to choose one.",
  notSeen:
    "Tags that move, such as `20` or `stable`, images of `COPY --from`, and names that come from an ARG.",
  appliesTo: (path) => !isTestPath(path),
  hint: /^[ \t]*FROM\b/im,
  detect: (file) => untagged(file).map(detectionOf),
  fix,
  examples: {
    bad: [
      {
        path: "Dockerfile",
        line: 7,
        code: `FROM node:22-alpine AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build

# What runs.
FROM node:latest
COPY --from=build /app/dist /app
USER node
CMD ["node", "/app/main.js"]
`,
        after: `FROM node:22-alpine AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build

# What runs.
FROM node:22-alpine
COPY --from=build /app/dist /app
USER node
CMD ["node", "/app/main.js"]
`,
      },
    ],
    good: [
      {
        path: "build/api.Dockerfile",
        note: "A tag, a digest, an argument, a stage, and nothing at all.",
        code: `ARG BASE=debian:12
FROM golang:1.24 AS compile
RUN go build -o /api ./cmd/api
FROM debian@sha256:${"0123456789abcdef".repeat(4)} AS certificates
FROM $BASE AS tools
FROM compile AS test
RUN go test ./...
FROM scratch
COPY --from=compile /api /api
USER 1000
ENTRYPOINT ["/api"]
`,
      },
    ],
    untouched: [
      {
        path: "worker/Dockerfile",
        note: "Which version it was made for, only a person knows.",
        line: 1,
        code: `FROM registry.example.org:5000/tools/python
USER worker
CMD ["python", "worker.py"]
`,
      },
    ],
  },
};

function untagged(file: SourceFile): readonly Stage[] {
  return buildFileOf(file).stages.filter(({ image, base }) => base === null && isLatest(image));
}

function isLatest({ name, text, tag, hasDigest }: Image): boolean {
  return name !== "scratch" && !/[$`{]/.test(text) && !hasDigest && (tag ?? "latest") === "latest";
}

function detectionOf({ image: { start, end, text, name } }: Stage): Detection {
  return {
    start,
    end,
    code: `FROM ${name}`,
    symbol: "",
    message: `\`${text}\` is another image whenever a newer one is published, without a change here.`,
  };
}

function fix(file: SourceFile, { start }: Detection): readonly TextEdit[] | null {
  const image = untagged(file).find((stage) => stage.image.start === start)?.image;
  if (image === undefined) return null;
  const tags = new Set(
    buildFileOf(file).stages.flatMap(({ image: { name, tag, hasDigest, text } }) =>
      name === image.name && tag !== null && tag !== "latest" && !hasDigest && !text.includes("$")
        ? [tag]
        : [],
    ),
  );
  const [tag] = tags;
  if (tag === undefined || tags.size > 1) return null;
  const end = image.tag === null ? image.end : image.end - image.tag.length - 1;
  return [{ start: end, end: image.end, text: `:${tag}` }];
}
