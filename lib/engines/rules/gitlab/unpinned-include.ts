import { isMap, isSeq, type YAMLMap } from "yaml";
import type { Detection, Rule } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { pairNamed, textAt, textOf, type YamlText } from "../yaml/nodes.ts";
import { isPipelinePath, rootOf } from "./pipeline.ts";

export const unpinnedInclude: Rule = {
  id: "gitlab/unpinned-include",
  title: "Included pipeline that can change",
  fixTitle: "Include one commit of the pipeline",
  cwe: "CWE-829",
  severity: "medium",
  fixClass: "C",
  languages: ["yaml"],
  why:
    "An included file becomes a part of this pipeline and runs with its secrets. From an address, or " +
    "from a project without a commit, it is whatever stands there when the pipeline starts: whoever " +
    "can change it decides what runs here. Name the full SHA as `ref:`, or the file's `integrity:`.",
  notSeen:
    "What an included file includes, and templates of GitLab itself (`template:`). Of components, " +
    "only those at `~latest` or at a branch are reported.",
  appliesTo: isPipelinePath,
  hint: /^["']?include["']?\s*:/m,
  detect,
  examples: {
    bad: [
      {
        path: ".gitlab-ci.yml",
        line: 3,
        code: `include:
  - local: .gitlab/ci/test.yml
  - remote: https://pipelines.example.org/deploy.yml
  - project: harbour/pipelines
    ref: main
    file: /scan.yml
`,
      },
      {
        path: ".gitlab-ci.yml",
        note: "Without a `ref:` it is the newest of the project's main branch.",
        line: 2,
        code: `include:
  project: harbour/pipelines
  file:
    - /build.yml
    - /deploy.yml
build:
  script: make
`,
      },
    ],
    good: [
      {
        path: ".gitlab-ci.yml",
        note: "This repository's, GitLab's own, one commit, or one content.",
        code: `include:
  - /.gitlab/ci/test.yml
  - template: Jobs/SAST.gitlab-ci.yml
  - project: harbour/pipelines
    ref: 11bd71901bbe5b1630ceea73d27597364c9af683
    file: /deploy.yml
  - remote: https://pipelines.example.org/raw/11bd71901bbe5b1630ceea73d27597364c9af683/scan.yml
  - remote: https://pipelines.example.org/report.yml
    integrity: sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=
  - component: $CI_SERVER_FQDN/harbour/lint/check@2.1.0
build:
  script: make
`,
      },
    ],
  },
};

interface Included {
  readonly text: YamlText;
  readonly message: string;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = rootOf(file);
  const include = root === null ? undefined : pairNamed(root, "include")?.value;
  return (isSeq(include) ? include.items : [include]).flatMap((item) => {
    const found = isMap(item) ? fromMap(item as YAMLMap) : remote(textOf(item));
    if (found === null) return [];
    const { text, message } = found;
    return { start: text.start, end: text.end, code: text.value, symbol: "include", message };
  });
}

const commit = /(?:^|[^0-9a-f])[0-9a-f]{40}(?:[^0-9a-f]|$)/i;

function fromMap(item: YAMLMap): Included | null {
  const address = textAt(item, "remote");
  if (address !== null) return pairNamed(item, "integrity") === undefined ? remote(address) : null;
  const component = textAt(item, "component");
  if (component !== null) {
    const version = /@(~latest|main|master)$/.exec(component.value)?.[1];
    const message = `\`${component.value}\` is the newest that was published, and runs here with this pipeline's secrets.`;
    return version === undefined ? null : { text: component, message };
  }
  const project = textAt(item, "project");
  const ref = textAt(item, "ref");
  if (project === null || commit.test(ref?.value ?? "") || ref?.value.includes("$")) return null;
  const which = ref === null ? "its main branch" : `\`${ref.value}\``;
  const message = `\`${project.value}\` is included at ${which}: whoever can move that decides what runs here.`;
  return { text: project, message };
}

function remote(text: YamlText | null): Included | null {
  if (text === null || !/^https?:\/\//.test(text.value) || commit.test(text.value)) return null;
  const message = `\`${text.value}\` is whatever stands at that address, and runs here with this pipeline's secrets.`;
  return { text, message };
}
