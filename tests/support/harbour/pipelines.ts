/** How the harbour's software is built and shipped, with its faults. */
export const pipelineFiles: Readonly<Record<string, string>> = {
  ".github/workflows/ci.yml": `name: ci

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: node --test
`,
  ".github/workflows/lint.yml": `name: lint

on: push

jobs:
  lint:
    runs-on: ubuntu-24.04
    steps:
      - run: node --check src/app.js
`,
  ".github/workflows/triage.yml": `name: triage

on: issues

permissions:
  issues: read

jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - name: Say who came
        run: |
          echo "A new issue: \${{ github.event.issue.title }}"
`,
  ".gitlab-ci.yml": `stages: [test]

variables:
  CI_DEBUG_TRACE: "true"
  NODE_ENV: test

unit:
  stage: test
  image: node:24.2.0-bookworm-slim
  script:
    - node --test
`,
  Dockerfile: `FROM node:24.2.0-bookworm-slim
WORKDIR /srv/harbour
COPY package.json package-lock.json ./
RUN npm install --omit=dev
COPY src ./src
COPY public ./public
USER node
CMD ["node", "src/main.js"]
`,
  "docker/tools.Dockerfile": `FROM python:3.13.1-slim-bookworm
WORKDIR /srv/tools
ADD tools ./tools
RUN useradd --system harbour
USER harbour
CMD ["python", "-m", "tools.desk"]
`,
  "docker/docs.Dockerfile": `FROM node:24.2.0-bookworm-slim
WORKDIR /srv/docs
COPY public ./public
CMD ["node", "--version"]
`,
  ".gitignore": `node_modules/
.env
`,
  ".env": `HARBOUR_PORT=8000
HARBOUR_DB_PASSWORD=gulls-over-the-pier-41
`,
};
