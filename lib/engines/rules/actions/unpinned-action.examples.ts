import { createHash } from "node:crypto";
import type { Rule } from "../rule.ts";

/** Stands for what the forge answers: the commit that a version is. */
function commitOf(action: string, ref: string): string {
  return createHash("sha1").update(`${action}@${ref}`).digest("hex");
}

export const unpinnedActionExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/test.yml",
      note: "Every place of the same version is pinned at once.",
      line: 6,
      code: `on: push
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: 'orchard/pick-version@main' # newest
      - run: ./test
  lint:
    runs-on: ubuntu-latest
    steps:
      - name: Code
        uses: actions/checkout@v4
        with:
          persist-credentials: false
`,
      after: `on: push
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${commitOf("actions/checkout", "v4")} # v4
      - uses: 'orchard/pick-version@${commitOf("orchard/pick-version", "main")}' # main # newest
      - run: ./test
  lint:
    runs-on: ubuntu-latest
    steps:
      - name: Code
        uses: actions/checkout@${commitOf("actions/checkout", "v4")} # v4
        with:
          persist-credentials: false
`,
    },
    {
      path: ".github/workflows/release.yaml",
      note: "A workflow of another repository, and an action in a folder of one.",
      line: 4,
      code: `on: { push: { tags: ["v*"] } }
jobs:
  publish:
    uses: orchard/shared/.github/workflows/publish.yml@v2.1.0
  cache:
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/cache/restore@v4.2.0, with: { path: .cache, key: deps } }
`,
      after: `on: { push: { tags: ["v*"] } }
jobs:
  publish:
    uses: orchard/shared/.github/workflows/publish.yml@${commitOf("orchard/shared", "v2.1.0")} # v2.1.0
  cache:
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/cache/restore@${commitOf("actions/cache", "v4.2.0")}, with: { path: .cache, key: deps } } # v4.2.0
`,
    },
    {
      path: "tools/setup/action.yml",
      note: "A composite action.",
      line: 5,
      code: `name: Set up
runs:
  using: composite
  steps:
    - uses: actions/setup-node@v4
    - run: npm ci
      shell: bash
`,
      after: `name: Set up
runs:
  using: composite
  steps:
    - uses: actions/setup-node@${commitOf("actions/setup-node", "v4")} # v4
    - run: npm ci
      shell: bash
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/pinned.yml",
      note: "Pinned already, of the same repository, or an image by its digest.",
      code: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - uses: ./.github/actions/build
      - uses: docker://alpine@sha256:${"0123456789abcdef".repeat(4)}
  shared:
    uses: ./.github/workflows/shared.yml
  provenance:
    uses: slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.0.0
`,
    },
    {
      path: "compose/services.yml",
      note: "No workflow.",
      code: `jobs:
  a:
    uses: orchard/app@v1
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/image.yml",
      note: "The digest of an image is not GitHub's to say.",
      line: 6,
      code: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker://alpine:3.20
`,
    },
  ],
};
