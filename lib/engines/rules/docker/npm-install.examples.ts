import type { Rule } from "../rule.ts";

const manifest = `${JSON.stringify({ name: "desk", dependencies: { "left-shelf": "^2.1.0" } })}\n`;

function lockOf(range: string): string {
  const root = { name: "desk", dependencies: { "left-shelf": range } };
  return `${JSON.stringify({ lockfileVersion: 3, packages: { "": root } })}\n`;
}

export const npmInstallExamples: Rule["examples"] = {
  bad: [
    {
      path: "Dockerfile",
      line: 4,
      code: `FROM node:22-alpine
WORKDIR /app
COPY package*.json ./
RUN npm install --omit=dev && npm cache clean --force
COPY . .
USER node
CMD ["node", "server.js"]
`,
      beside: { "package.json": manifest, "package-lock.json": lockOf("^2.1.0") },
      after: `FROM node:22-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
USER node
CMD ["node", "server.js"]
`,
    },
    {
      path: "docker/web.Dockerfile",
      note: "The build begins at the root of the repository.",
      line: 5,
      code: `FROM node:20 AS build
WORKDIR /app
COPY web/package.json web/package-lock.json ./
RUN set -e; \\
    npm i
COPY web .
RUN npm run build
`,
      beside: { "web/package.json": manifest, "web/package-lock.json": lockOf("^2.1.0") },
      after: `FROM node:20 AS build
WORKDIR /app
COPY web/package.json web/package-lock.json ./
RUN set -e; \\
    npm ci
COPY web .
RUN npm run build
`,
    },
  ],
  good: [
    {
      path: "Dockerfile",
      note: "By the lockfile, one tool by name, and a build that has no lockfile.",
      code: `FROM node:22 AS build
COPY package*.json ./
RUN npm ci
RUN npm install -g serve@14.2.4 && npm install left-shelf@2.1.0
FROM node:22
COPY package.json ./
RUN npm install
USER node
CMD ["node", "server.js"]
`,
    },
  ],
  untouched: [
    {
      path: "Dockerfile",
      note: "The lockfile is older than `package.json`: `npm ci` would fail.",
      line: 3,
      code: `FROM node:22
COPY package.json package-lock.json ./
RUN npm install
USER node
CMD ["node", "server.js"]
`,
      beside: { "package.json": manifest, "package-lock.json": lockOf("^1.9.0") },
    },
  ],
};
