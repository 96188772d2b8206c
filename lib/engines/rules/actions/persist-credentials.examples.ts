import type { Rule } from "../rule.ts";

export const persistCredentialsExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/test.yml",
      line: 6,
      code: `on: push
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4 # all of it
      - uses: actions/setup-node@v4
      - run: npm ci
      - run: npm test
`,
      after: `on: push
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4 # all of it
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
      - run: npm ci
      - run: npm test
`,
    },
    {
      path: ".github/workflows/docs.yml",
      note: "It has settings already.",
      line: 8,
      code: `on: pull_request
permissions: write-all
jobs:
  docs:
    runs-on: ubuntu-latest
    steps:
      - name: Code
        uses: actions/checkout@v4
        with:
          fetch-depth: 0 # for the dates

      - run: |
          python -m pip install -r docs/requirements.txt
          mkdocs build
`,
      after: `on: pull_request
permissions: write-all
jobs:
  docs:
    runs-on: ubuntu-latest
    steps:
      - name: Code
        uses: actions/checkout@v4
        with:
          fetch-depth: 0 # for the dates
          persist-credentials: false

      - run: |
          python -m pip install -r docs/requirements.txt
          mkdocs build
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/limited.yml",
      note: "This token can only read what the job has already.",
      code: `on: push
permissions:
  contents: read
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
`,
    },
    {
      path: ".github/workflows/off.yml",
      note: "No token is kept, or nobody's code runs.",
      code: `on: push
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - run: npm ci
  words:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./spell-check docs
  dependencies:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci --ignore-scripts
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/format.yml",
      note: "The last step pushes with that token.",
      line: 6,
      code: `on: push
jobs:
  format:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm run format
      - run: git commit -am "Format" && git push
`,
    },
  ],
};
