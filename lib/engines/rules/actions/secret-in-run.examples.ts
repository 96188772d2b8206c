import type { Rule } from "../rule.ts";

export const secretInRunExamples: Rule["examples"] = {
  bad: [
    {
      path: ".github/workflows/deploy.yml",
      line: 8,
      code: `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: Tell the depot
        run: curl -fsS -u "deploy:\${{ secrets.DEPOT_TOKEN }}" https://depot.example.org/deploy
`,
      after: `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: Tell the depot
        env:
          DEPOT_TOKEN: \${{ secrets.DEPOT_TOKEN }}
        run: curl -fsS -u "deploy:$DEPOT_TOKEN" https://depot.example.org/deploy
`,
    },
    {
      path: ".github/workflows/mirror.yml",
      note: "The job's token gets a name that no program looks for.",
      line: 10,
      code: `on: push
permissions: {}
jobs:
  mirror:
    runs-on: ubuntu-latest
    steps:
      - env:
          DEPTH: 1
        run: |
          ./mirror --user '\${{ secrets.MIRROR_USER }}' --depth "$DEPTH"
          ./status \${{ secrets.GITHUB_TOKEN }} done
`,
      after: `on: push
permissions: {}
jobs:
  mirror:
    runs-on: ubuntu-latest
    steps:
      - env:
          DEPTH: 1
          MIRROR_USER: \${{ secrets.MIRROR_USER }}
          JOB_TOKEN: \${{ secrets.GITHUB_TOKEN }}
        run: |
          ./mirror --user "$MIRROR_USER" --depth "$DEPTH"
          ./status "$JOB_TOKEN" done
`,
    },
  ],
  good: [
    {
      path: ".github/workflows/env.yml",
      note: "Handed over as data, or only asked whether it is there.",
      code: `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - env:
          DEPOT_TOKEN: \${{ secrets.DEPOT_TOKEN }}
        run: ./deploy "$DEPOT_TOKEN"
      - run: echo "has a key \${{ secrets.DEPOT_TOKEN != '' }}"
`,
    },
  ],
  untouched: [
    {
      path: ".github/workflows/remote.yml",
      note: "The other machine would not have the variable.",
      line: 7,
      code: `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ssh depot "deploy --key \${{ secrets.DEPOT_KEY }}"
`,
    },
  ],
};
