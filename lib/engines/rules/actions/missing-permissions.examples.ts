import type { Rule } from "../rule.ts";

export const missingPermissionsExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/test.yml",
      line: 7,
      code: `name: Test
on:
  push:
    branches: [main]

# One machine is enough.
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
      - run: pip install -r requirements.txt
      - run: pytest
`,
      after: `name: Test
on:
  push:
    branches: [main]

permissions:
  contents: read

# One machine is enough.
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
      - run: pip install -r requirements.txt
      - run: pytest
`,
    },
    {
      path: ".github/workflows/lint.yml",
      note: "Four blanks and no empty lines; the other job has its own permissions already.",
      line: 2,
      code: `on: pull_request
jobs:
    lint:
        runs-on: ubuntu-latest
        steps:
            - run: npx eslint .
    label:
        runs-on: ubuntu-latest
        permissions:
            pull-requests: write
        steps:
            - run: ./label.sh
`,
      after: `on: pull_request
permissions:
    contents: read
jobs:
    lint:
        runs-on: ubuntu-latest
        steps:
            - run: npx eslint .
    label:
        runs-on: ubuntu-latest
        permissions:
            pull-requests: write
        steps:
            - run: ./label.sh
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/limited.yml",
      code: `on: push
permissions: read-all
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
    },
    {
      path: ".github/workflows/each.yml",
      note: "Each job says what it needs.",
      code: `on: push
jobs:
  unit:
    permissions: {}
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
    },
    {
      path: ".github/workflows/shared.yml",
      note: "Who calls it decides.",
      code: `on: workflow_call
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/release.yml",
      note: "Here the token writes a release.",
      line: 4,
      code: `on:
  push:
    tags: ["v*"]
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "$GITHUB_REF_NAME"
        env:
          GH_TOKEN: \${{ github.token }}
`,
    },
    {
      path: ".github/workflows/stale.yml",
      note: "Nobody here knows what this action needs.",
      line: 2,
      code: `on: { schedule: [{ cron: "0 4 * * 1" }] }
jobs:
  stale:
    runs-on: ubuntu-latest
    steps:
      - uses: orchard/close-old-issues@v3
`,
    },
  ],
};
