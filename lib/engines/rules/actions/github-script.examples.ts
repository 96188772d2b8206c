import type { Rule } from "../rule.ts";

export const githubScriptExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/greet.yml",
      line: 11,
      code: `on: issues
permissions: { issues: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - name: Greet
        uses: actions/github-script@60a0d83039c74a4aee543508d2ffcb1c3799cdea # v7.0.1
        with:
          script: |
            const title = '\${{ github.event.issue.title }}';
            core.info(\`Opened: \${{ github.event.issue.title }} by \${context.actor}\`);
`,
      after: `on: issues
permissions: { issues: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - name: Greet
        uses: actions/github-script@60a0d83039c74a4aee543508d2ffcb1c3799cdea # v7.0.1
        env:
          ISSUE_TITLE: \${{ github.event.issue.title }}
        with:
          script: |
            const title = process.env.ISSUE_TITLE;
            core.info(\`Opened: \${process.env.ISSUE_TITLE} by \${context.actor}\`);
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/context.yml",
      note: "Read from the event, or nobody's to choose, or JSON that stands as a value.",
      code: `on: issues
permissions: { issues: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@60a0d83039c74a4aee543508d2ffcb1c3799cdea # v7.0.1
        with:
          script: |
            const title = context.payload.issue.title;
            const number = \${{ github.event.issue.number }};
            const body = \${{ toJSON(github.event.issue.body) }};
            core.info(title + number + body);
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/part.yml",
      note: "The text is a part of a string, and code itself.",
      line: 10,
      code: `on: issues
permissions: { issues: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@60a0d83039c74a4aee543508d2ffcb1c3799cdea # v7.0.1
        with:
          script: |
            core.info("Opened: \${{ github.event.issue.title }}");
            run(\${{ github.event.issue.body }});
`,
    },
  ],
};
