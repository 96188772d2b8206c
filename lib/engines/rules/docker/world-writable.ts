import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { commandsOf, program } from "./commands.ts";
import { finalStages, type Instruction, stageName, type Word } from "./instructions.ts";

export const worldWritable: Rule = {
  id: "docker/world-writable",
  title: "Files that everyone in the container may change",
  fixTitle: "Let only the program's own user change its files",
  cwe: "CWE-732",
  severity: "low",
  fixClass: "C",
  languages: ["dockerfile"],
  why:
    "With mode 777 every user in the container may replace the file, the program itself as well: a " +
    "fault in one process is enough to change what the next one runs. Give the files to the user who " +
    "needs them (`chown`, `COPY --chown`), with the mode that this user needs.",
  notSeen:
    "Modes that a script sets, other modes that let everyone write, and stages that the image is not made of. `/tmp` and the like are left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b0?777\b|\b(?:a|ugo)\+rwx\b/,
  detect,
  examples: {
    bad: [
      {
        path: "Dockerfile",
        line: 3,
        code: `FROM python:3.13-slim
COPY . /srv/forecast
RUN mkdir /srv/data && chmod -R 777 /srv
USER 1000
CMD ["python", "/srv/forecast/main.py"]
`,
      },
    ],
    good: [
      {
        path: "Dockerfile",
        note: "Where everyone may write anyway, and in a stage that is thrown away.",
        code: `FROM python:3.13-slim AS tools
COPY . /build
RUN chmod -R 777 /build
FROM python:3.13-slim
RUN mkdir -p /tmp/cache && chmod 777 /tmp/cache && chmod 755 /srv
COPY --from=tools --chown=1000 /build /srv
USER 1000
CMD ["python", "/srv/main.py"]
`,
      },
    ],
  },
};

const everyone = /^(?:0?777|(?:a|ugo)\+rwx)$/;

function detect(file: SourceFile): readonly Detection[] {
  return finalStages(file).flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      opened(file, instruction).map(({ start, end, text }) => ({
        start,
        end,
        code: text,
        symbol: stageName(stage),
        message: `\`${text}\` lets every user of the container change what is there, programs as well.`,
      })),
    ),
  );
}

function opened(file: SourceFile, instruction: Instruction): readonly Word[] {
  const flags = instruction.flags.filter(
    ({ name, value }) => name === "chmod" && everyone.test(value),
  );
  const commands = commandsOf(file, instruction).flatMap((command) => {
    const words = program(command);
    const [first, ...rest] = words;
    const last = words.at(-1);
    if (first?.text !== "chmod" || last === undefined) return [];
    const targets = rest.filter(({ text }) => !text.startsWith("-")).slice(1);
    const mode = rest.find(({ text }) => !text.startsWith("-"));
    if (mode === undefined || !everyone.test(mode.text)) return [];
    if (targets.every(({ text }) => /^\/(?:var\/|dev\/)?(?:tmp|shm|run)(?:\/|$)/.test(text)))
      return [];
    const text = words
      .map((word) => word.text)
      .join(" ")
      .slice(0, 120);
    return [{ start: first.start, end: last.end, text }];
  });
  return [...flags, ...commands];
}
