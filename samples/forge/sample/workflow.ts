export const workflowPath = ".github/workflows/test.yml";

/** The workflow of the sample repository, which this forge plays and no machine runs. */
export const workflow = `name: test
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          persist-credentials: false
      - run: npm test
`;
