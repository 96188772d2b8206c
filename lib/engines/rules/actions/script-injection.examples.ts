import type { Rule } from "../rule.ts";

export const scriptInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/triage.yml",
      line: 8,
      code: `on: issues
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - name: Greet # by title
        run: |
          echo "New issue: \${{ github.event.issue.title }}"
          ./label.sh \${{ github.event.issue.title }} 'by title'
`,
      after: `on: issues
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - name: Greet # by title
        env:
          ISSUE_TITLE: \${{ github.event.issue.title }}
        run: |
          echo "New issue: $ISSUE_TITLE"
          ./label.sh "$ISSUE_TITLE" 'by title'
`,
    },
    {
      path: ".github/workflows/preview.yaml",
      note: "The step has an environment; the value stands in single quotes.",
      line: 9,
      code: `on: pull_request_target
jobs:
  preview:
    runs-on: [self-hosted, linux]
    steps:
      - run: >-
          ./preview --fast
          --for "\${{ github.actor }}"
          --commit '\${{ github.event.pull_request.head.ref || 'none' }}-x'
        env:
          # where to put it
          TARGET: preview
`,
      after: `on: pull_request_target
jobs:
  preview:
    runs-on: [self-hosted, linux]
    steps:
      - run: >-
          ./preview --fast
          --for "\${{ github.actor }}"
          --commit "$PR_HEAD_REF"'-x'
        env:
          # where to put it
          TARGET: preview
          PR_HEAD_REF: \${{ github.event.pull_request.head.ref || 'none' }}
`,
    },
    {
      path: ".github/workflows/windows.yml",
      note: "PowerShell reads the environment in its own way.",
      line: 6,
      code: `on: issue_comment
jobs:
  reply:
    runs-on: windows-latest
    steps:
      - run: Write-Output "\${{ github.event.comment.body }}"
`,
      after: `on: issue_comment
jobs:
  reply:
    runs-on: windows-latest
    steps:
      - env:
          COMMENT_BODY: \${{ github.event.comment.body }}
        run: Write-Output "$env:COMMENT_BODY"
`,
    },
    {
      path: "tools/announce/action.yml",
      note: "A composite action; a flow map stays one.",
      line: 8,
      code: `name: Announce
runs:
  using: composite
  steps:
    - shell: bash
      env: { CHANNEL: "releases" }
      run: >-
        ./announce --text='\${{ github.event.head_commit.message }}' --to "$CHANNEL"
`,
      after: `name: Announce
runs:
  using: composite
  steps:
    - shell: bash
      env: { CHANNEL: "releases", COMMIT_MESSAGE: "\${{ github.event.head_commit.message }}" }
      run: >-
        ./announce --text="$COMMIT_MESSAGE" --to "$CHANNEL"
`,
    },
    {
      path: ".github/workflows/env.yml",
      note: "The text already stands in the environment, but was pasted all the same.",
      line: 8,
      code: `on: issues
env:
  TITLE: \${{ github.event.issue.title }}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: echo \${{ env.TITLE }}
`,
      after: `on: issues
env:
  TITLE: \${{ github.event.issue.title }}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "$TITLE"
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/ci.yml",
      note: "Values nobody outside chooses, booleans, and text that is handed over already.",
      code: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    if: contains(github.event.pull_request.title, 'ci')
    steps:
      - run: echo "\${{ github.sha }} \${{ github.event.pull_request.number }} \${{ secrets.TOKEN }}"
      - run: echo \${{ contains(github.event.pull_request.body, 'x') && 'yes' || 'no' }}
      - run: echo \${{ github.head_ref == 'main' }}
      - name: Title \${{ github.event.pull_request.title }}
        env:
          TITLE: \${{ github.event.pull_request.title }}
        run: echo "$TITLE"
`,
    },
    {
      path: "charts/values.yaml",
      note: "No workflow.",
      code: `steps:
  - run: echo \${{ github.head_ref }}
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/jq.yml",
      note: "`jq` would read the text as its own code.",
      line: 6,
      code: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: jq ".title = \\"\${{ github.event.issue.title }}\\"" issue.json
`,
    },
    {
      path: ".github/workflows/matrix.yml",
      note: "Two systems, two shells.",
      line: 8,
      code: `on: issues
jobs:
  a:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix: { os: [ubuntu-latest, windows-latest] }
    steps:
      - run: echo "\${{ github.event.issue.title }}"
`,
    },
    {
      path: ".github/workflows/heredoc.yml",
      line: 8,
      code: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cat > body.md <<'END'
          \${{ github.event.issue.body }}
          END
`,
    },
    {
      path: ".github/workflows/export.yml",
      note: "Each line of the text would still set a variable for the steps that follow.",
      line: 6,
      code: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "BODY=\${{ github.event.issue.body }}" >> "$GITHUB_ENV"
`,
    },
  ],
};
