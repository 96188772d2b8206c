import type { Rule } from "../rule.ts";

export const pullRequestTargetCheckoutExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/preview.yml",
      line: 6,
      code: `on: pull_request_target
jobs:
  preview:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm run build
      - run: ./upload-preview
        env:
          PREVIEW_KEY: \${{ secrets.PREVIEW_KEY }}
`,
    },
    {
      path: ".github/workflows/bench.yml",
      note: "After another workflow, with an action that came with the code.",
      line: 10,
      code: `on:
  workflow_run:
    workflows: [Test]
    types: [completed]
jobs:
  bench:
    runs-on: ubuntu-latest
    permissions: { pull-requests: write }
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.workflow_run.head_sha }}
      - uses: ./.github/actions/bench
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/label.yml",
      note: "The repository's own code, or a stranger's that is only read.",
      code: `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm run label
  words:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.head_ref }}
      - run: wc -w docs/*.md
`,
    },
    {
      path: ".github/workflows/guarded.yml",
      note: "Somebody has to agree first.",
      code: `on: pull_request_target
jobs:
  own:
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: make test
  approved:
    environment: outside-code
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: make test
`,
    },
    {
      path: ".github/workflows/plain.yml",
      note: "Here a stranger's pull request has no rights.",
      code: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: make test
`,
    },
  ],
};
