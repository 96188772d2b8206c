/** What a program that runs other programs is told to run. */
export type InnerCommand =
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "harm"; readonly what: string }
  | { readonly kind: "unknown" };

type Words = readonly (string | null)[];

const shells = new Set(["sh", "bash", "dash", "zsh", "ksh"]);
/** Options of each that take a value, so that the value is not taken for the program. */
const runners: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugphCTr]$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$/,
  xargs: /^-[aEIiLlnPsd]$/,
  nohup: /^$/,
  time: /^-[fo]$/,
  nice: /^-n$/,
  timeout: /^-[ks]$/,
  setsid: /^$/,
  watch: /^-n$/,
  command: /^$/,
  exec: /^-a$/,
  builtin: /^$/,
  busybox: /^$/,
  stdbuf: /^-[ioe]$/,
};

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

function commandOf(words: Words): InnerCommand | null {
  if (words.length === 0) return null;
  if (words[0] === null) return { kind: "unknown" };
  return { kind: "command", text: words.map((word) => quoted(word ?? "_")).join(" ") };
}

/** Null where a program is given nothing to run. */
export function innerCommand(program: string, words: Words): InnerCommand | null {
  if (program === "eval") {
    return words.includes(null) ? { kind: "unknown" } : { kind: "command", text: words.join(" ") };
  }
  if (shells.has(program)) return ofShell(words);
  if (program === "find") return ofFind(words);
  const takesValue = runners[program];
  if (takesValue === undefined) return null;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at];
    if (word === null || word === undefined) break;
    if (word === "--") {
      at++;
      break;
    }
    if (takesValue.test(word)) at++;
    else if (!word.startsWith("-") && !/^\w+=/.test(word)) break;
  }
  if (program === "watch" && !words.slice(at).includes(null)) {
    return { kind: "command", text: words.slice(at).join(" ") };
  }
  const isTimed = program === "timeout";
  return commandOf(words.slice(isTimed ? at + 1 : at));
}

function ofShell(words: Words): InnerCommand | null {
  const at = words.findIndex((word) => word !== null && /^-[a-z]*c$/.test(word));
  if (at < 0) return words.length === 0 ? { kind: "unknown" } : null;
  const text = words[at + 1];
  return typeof text === "string" ? { kind: "command", text } : { kind: "unknown" };
}

function ofFind(words: Words): InnerCommand | null {
  if (words.includes("-delete")) return { kind: "harm", what: "find with -delete" };
  if (words.some((word) => /^-f(?:print|ls)/.test(word ?? ""))) {
    return { kind: "harm", what: "find that writes a file" };
  }
  const at = words.findIndex((word) => /^-(?:exec|execdir|ok|okdir)$/.test(word ?? ""));
  if (at < 0) return null;
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => word === ";" || word === "+");
  return commandOf(end < 0 ? rest : rest.slice(0, end));
}
