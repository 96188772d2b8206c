import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { type Command, commandsOf, program } from "./commands.ts";
import { buildFileOf, stageName, type Word } from "./instructions.ts";

export const curlPipeShell: Rule = {
  id: "docker/curl-pipe-shell",
  title: "Downloaded script run unseen",
  fixTitle: "Check the script before it runs",
  cwe: "CWE-494",
  severity: "medium",
  fixClass: "C",
  languages: ["dockerfile"],
  why:
    "What the address answers is run at once, as root, in each build: whoever can change the answer " +
    "has the image and all that the build can reach. Download a fixed version into a file, compare " +
    "its SHA-256, and run that; or install the package.",
  notSeen:
    "Scripts that are saved first and run without a check, and those that a script of the repository " +
    "downloads. An address that names a commit is left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b(?:curl|wget)\b/,
  detect,
  examples: {
    bad: [
      {
        path: "Dockerfile",
        line: 3,
        code: `FROM debian:12-slim
RUN apt-get update && apt-get install -y curl \\
  && curl -fsSL https://get.harbour-tools.example/install.sh | sh -s -- --yes
USER 1000
CMD ["harbour"]
`,
      },
      {
        path: "ci/Dockerfile",
        line: 2,
        note: "The same in other words.",
        code: `FROM debian:12-slim
RUN bash -c "$(wget -qO- https://get.harbour-tools.example/install.sh)"
USER 1000
CMD ["harbour"]
`,
      },
    ],
    good: [
      {
        path: "Dockerfile",
        note: "Checked, or only read, or of one commit for ever.",
        code: `FROM debian:12-slim
RUN curl -fsSLo /tmp/install.sh https://get.harbour-tools.example/1.4.2/install.sh \\
  && echo "$INSTALL_SHA256  /tmp/install.sh" | sha256sum -c - \\
  && sh /tmp/install.sh
RUN curl -s https://releases.example.org/latest.json | python3 -c "import json, sys; print(json.load(sys.stdin)['tag'])"
RUN curl -fsSL https://downloads.example.org/tool.tgz | tar xz -C /opt
RUN curl -fsSL https://code.example.org/tool/11bd71901bbe5b1630ceea73d27597364c9af683/install.sh | sh
USER 1000
CMD ["harbour"]
`,
      },
    ],
  },
};

function detect(file: SourceFile): readonly Detection[] {
  const { stages } = buildFileOf(file);
  return stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      pipesIn(commandsOf(file, instruction)).map(({ start, end, address, shell }) => ({
        start,
        end,
        code: `${address} | ${shell}`,
        symbol: stageName(stage),
        message: `What \`${address}\` answers is run by \`${shell}\` at once, in each build, whatever it is by then.`,
      })),
    ),
  );
}

interface Pipe {
  readonly start: number;
  readonly end: number;
  readonly address: string;
  readonly shell: string;
}

function pipesIn(commands: readonly Command[]): Pipe[] {
  const found: Pipe[] = [];
  let download: readonly Word[] | null = null;
  for (const command of commands) {
    const words = program(command);
    const [first] = words;
    if (first === undefined) continue;
    const inner = words.findIndex(({ text }) => /^["']?(?:\$\(|<\()(?:curl|wget)$/.test(text));
    const within = inner > 0 && isShell(first.text) ? words.slice(inner) : null;
    const source: readonly Word[] | null =
      within ?? (download && runsInput(words) ? download : null);
    const address = source === null ? null : addressIn(source);
    const begin = source?.[0];
    if (begin !== undefined && address !== null) {
      found.push({
        start: begin.start,
        end: first.end > begin.end ? first.end : begin.end,
        address,
        shell: first.text,
      });
    }
    if (/^(?:curl|wget)$/.test(first.text)) download = words;
    if (command.ends !== "|") download = null;
  }
  return found;
}

function isShell(name: string): boolean {
  return /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|k)?sh$/.test(name);
}

/** True where the program takes what it is to do from its input. */
function runsInput([first, ...rest]: readonly Word[]): boolean {
  const name = first?.text ?? "";
  const [next = ""] = rest.map(({ text }) => text);
  if (isShell(name)) {
    const script = rest.find(({ text }) => !text.startsWith("-"));
    const fromInput = rest.some(({ text }) => /^-\w*s\w*$/.test(text) || text === "-");
    return !rest.some(({ text }) => /^-\w*c$/.test(text)) && (script === undefined || fromInput);
  }
  return /^(?:python[\d.]*|node|perl|ruby|php)$/.test(name) && /^-{0,2}$/.test(next);
}

/** The address that is asked; null where it is this machine, a file, or one commit for ever. */
function addressIn(words: readonly Word[]): string | null {
  const said = words.map(({ text }) => text.split(/["'()`;]/).find((part) => part !== "") ?? "");
  const address = said
    .slice(1)
    .find((part) => /:\/\//.test(part) || /^[\w-]+(?:\.[\w-]+)+(?:\/|$)/.test(part));
  if (address === undefined || /[0-9a-f]{40}|^file:|\/\/(?:localhost|127\.)/.test(address))
    return null;
  return address.slice(0, 120);
}
