import { isMap, isSeq, type YAMLMap } from "yaml";
import { type Image, readImage } from "../docker/instructions.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { pairNamed, textOf, type YamlText } from "../yaml/nodes.ts";
import { isPipelinePath, partsOf } from "./pipeline.ts";

export const unpinnedImage: Rule = {
  id: "gitlab/unpinned-image",
  title: "Job in an image without a version",
  fixTitle: "Name the version of the job's image",
  cwe: "CWE-1357",
  severity: "low",
  fixClass: "B",
  languages: ["yaml"],
  why:
    "Without a tag, or with `latest`, the job runs in whatever image is newest, with the pipeline's " +
    "secrets: it changes without a change here. The fix takes over the tag under which the rest of " +
    "the file names the same image; else a person has to choose one.",
  notSeen:
    "Tags that move, such as `22` or `stable`, and names that come from a variable or another file.",
  appliesTo: isPipelinePath,
  hint: /^[ \t-]*["']?(?:image|services)["']?\s*:/m,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: ".gitlab-ci.yml",
        line: 5,
        code: `test:
  image: node:22-alpine
  script: npm test
lint:
  image: node
  script: npm run lint
docs:
  image:
    name: "node:latest" # any will do
    entrypoint: [""]
  script: npm run docs
`,
        after: `test:
  image: node:22-alpine
  script: npm test
lint:
  image: node:22-alpine
  script: npm run lint
docs:
  image:
    name: "node:22-alpine" # any will do
    entrypoint: [""]
  script: npm run docs
`,
      },
    ],
    good: [
      {
        path: ".gitlab-ci.yml",
        note: "A tag, a digest, a variable; the last is no pipeline's image.",
        code: `image: python:3.13
test:
  image: registry.example.org:5000/tools/python:3.13
  services:
    - name: postgres:17
  script: make test
build:
  image: $CI_REGISTRY_IMAGE/build
  script: make
scan:
  image: debian@sha256:${"0123456789abcdef".repeat(4)}
  variables:
    image: debian
  script: ./scan
`,
      },
    ],
    untouched: [
      {
        path: ".gitlab-ci.yml",
        note: "Which version was meant, only a person knows.",
        line: 2,
        code: `default:
  image: docker:latest
build:
  script: docker build .
`,
      },
    ],
  },
};

interface Named {
  readonly image: Image;
  readonly text: YamlText;
  readonly symbol: string;
}

function imagesOf(file: SourceFile): readonly Named[] {
  return partsOf(file).flatMap(({ name, map }) => {
    const services = pairNamed(map, "services")?.value;
    const nodes = [pairNamed(map, "image")?.value, ...(isSeq(services) ? services.items : [])];
    return nodes.flatMap((node) => {
      const inner = isMap(node) ? pairNamed(node as YAMLMap, "name")?.value : node;
      const text = textOf(inner);
      if (text === null || text.type?.startsWith("BLOCK") || !/^[\w.:/@-]+$/.test(text.value)) {
        return [];
      }
      const { start, end } = text;
      return [{ image: readImage({ text: text.value, start, end }), text, symbol: name }];
    });
  });
}

function isLatest({ image: { tag, hasDigest } }: Named): boolean {
  return !hasDigest && (tag ?? "latest") === "latest";
}

function detect(file: SourceFile): readonly Detection[] {
  return imagesOf(file)
    .filter(isLatest)
    .map(({ image, text: { start, end }, symbol }) => ({
      start,
      end,
      code: `image ${image.name}`,
      symbol,
      message: `\`${image.text}\` is another image whenever a newer one is published, without a change here.`,
    }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const all = imagesOf(file);
  const found = all.find(({ text }) => text.start === detection.start);
  if (found === undefined) return null;
  const tags = new Set(
    all.flatMap((each) => {
      const same = each.image.name === found.image.name && !each.image.hasDigest && !isLatest(each);
      return same && each.image.tag !== null ? [each.image.tag] : [];
    }),
  );
  const [tag] = tags;
  if (tag === undefined || tags.size > 1) return null;
  const quote = found.text.type === "PLAIN" ? 0 : 1;
  const end = found.text.start + quote + found.image.text.length;
  const old = found.image.tag === null ? 0 : found.image.tag.length + 1;
  return [{ start: end - old, end, text: `:${tag}` }];
}
