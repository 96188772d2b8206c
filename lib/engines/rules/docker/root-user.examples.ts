import type { Rule } from "../rule.ts";

export const rootUserExamples: Rule["examples"] = {
  bad: [
    {
      path: "Dockerfile",
      line: 7,
      code: `FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build

# What runs.
FROM node:22-slim
WORKDIR /app
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production PORT=8080
EXPOSE 8080

# Without npm, so that signals reach the program.
CMD ["node", "dist/server.js"]
`,
      after: `FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build

# What runs.
FROM node:22-slim
WORKDIR /app
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production PORT=8080
EXPOSE 8080

USER node
# Without npm, so that signals reach the program.
CMD ["node", "dist/server.js"]
`,
    },
    {
      path: "src/Ledger/Dockerfile",
      line: 4,
      code: `FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
COPY . /src
RUN dotnet publish /src -o /app
FROM mcr.microsoft.com/dotnet/aspnet:9.0
COPY --from=build /app /app
ENTRYPOINT ["dotnet", "/app/Ledger.dll"]
`,
      after: `FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
COPY . /src
RUN dotnet publish /src -o /app
FROM mcr.microsoft.com/dotnet/aspnet:9.0
COPY --from=build /app /app
USER app
ENTRYPOINT ["dotnet", "/app/Ledger.dll"]
`,
    },
  ],
  good: [
    {
      path: "Dockerfile",
      note: "It has a user already, in the stage that it goes on from.",
      code: `FROM python:3.13-slim AS base
USER 1000
FROM base
COPY main.py .
CMD ["python", "main.py"]
`,
    },
    {
      path: "tools/Dockerfile",
      note: "The image of somebody else may have a user; this one starts nothing.",
      code: `FROM registry.example.org/base/python:3.13
CMD ["python", "main.py"]
`,
    },
    {
      path: "lint/Dockerfile",
      code: `FROM debian:12-slim
RUN apt-get update && apt-get install -y shellcheck
`,
    },
  ],
  untouched: [
    {
      path: "Dockerfile",
      note: "Ports below 1024 are root's.",
      line: 1,
      code: `FROM node:22-slim
COPY server.js .
EXPOSE 80
CMD ["node", "server.js"]
`,
    },
    {
      path: "Dockerfile",
      note: "The program writes beside its own files, which are root's.",
      line: 1,
      code: `FROM node:22-slim
COPY . .
CMD ["node", "server.js"]
`,
      beside: { "server.js": 'fs.createWriteStream("requests.log").write("started");\n' },
    },
    {
      path: "Dockerfile",
      note: "This image has no other user: it has to be made first.",
      line: 1,
      code: `FROM python:3.13-slim
COPY main.py .
CMD ["python", "main.py"]
`,
    },
  ],
};
