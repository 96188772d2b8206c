/** True for a path that one pattern of a list describes. */
export type PathMatcher = (path: string) => boolean;

const maxAlternatives = 64;
const maxLength = 300;

/**
 * Globs over "/"-separated paths: `*` and `?` within a name, `**` across folders, `[a-z]`, `{a,b}`;
 * names that begin with a dot are names like any. A pattern that names a folder means all below it.
 * Time is length of pattern × length of path, whatever the pattern: `path.matchesGlob` backtracks,
 * and takes minutes for a hostile one. Throws an Error with the reason for a pattern it refuses.
 */
export function globMatcher(pattern: string): PathMatcher {
  const refused = refusal(pattern);
  if (refused !== null) throw new Error(refused);
  const programs = alternatives(pattern.replace(/\/+$/, "")).map(compile);
  return (path) => programs.some((program) => matches(program, path));
}

export function anyGlob(patterns: readonly string[]): PathMatcher {
  const matchers = patterns.map(globMatcher);
  return (path) => matchers.some((matcher) => matcher(path));
}

/** Why a pattern is not taken, in words that follow it; null for one that is. */
export function globFault(pattern: string): string | null {
  const refused = refusal(pattern);
  if (refused !== null) return refused;
  try {
    globMatcher(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "is no pattern";
  }
}

function refusal(pattern: string): string | null {
  if (pattern === "" || pattern.length > maxLength) return `must have 1 to ${maxLength} characters`;
  if (pattern.startsWith("!")) return 'must not begin with "!": use include and exclude';
  if (pattern.startsWith("/") || pattern.includes("\\")) {
    return 'must be relative to the root, with "/" between names';
  }
  if (pattern.split("/").some((name) => name === "." || name === "..")) {
    return 'must not have a name "." or ".."';
  }
  return null;
}

type Token =
  | { readonly kind: "char" | "class"; readonly has: (char: string) => boolean }
  /** Stays on every character but "/". */
  | { readonly kind: "star" }
  /** Stays on every character. */
  | { readonly kind: "rest" }
  /** No folder or several: stays on every character, and goes on after a "/". */
  | { readonly kind: "folders" };

/** `{a,b}` from the left; braces within braces too. */
function alternatives(pattern: string): string[] {
  const out: string[] = [];
  const open = [pattern];
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    if (open.length + out.length >= maxAlternatives) {
      throw new Error(`has more than ${maxAlternatives} alternatives`);
    }
    const group = /\{([^{}]*)\}/.exec(text);
    if (group === null) {
      if (/[{}]/.test(text)) throw new Error("has a brace without its other half");
      out.push(text);
      continue;
    }
    const after = text.slice(group.index + group[0].length);
    for (const part of (group[1] ?? "").split(","))
      open.push(text.slice(0, group.index) + part + after);
  }
  return out;
}

function compile(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at);
    const atName = at === 0 || pattern[at - 1] === "/";
    const set = /^\[([!^]?)([^\]/]+)\]/.exec(rest);
    if (atName && /^\*\*\//.test(rest)) {
      tokens.push({ kind: "folders" });
      at += 3;
    } else if (atName && rest === "**") {
      tokens.push({ kind: "rest" });
      at += 2;
    } else if (rest.startsWith("*")) {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
      at++;
    } else if (rest.startsWith("?")) {
      tokens.push({ kind: "class", has: (char) => char !== "/" });
      at++;
    } else if (set !== null) {
      const inside = charSet(set[2] ?? "");
      const negated = set[1] !== "";
      tokens.push({ kind: "class", has: (char) => char !== "/" && inside(char) !== negated });
      at += set[0].length;
    } else {
      const own = rest[0] ?? "";
      tokens.push({ kind: "char", has: (char) => char === own });
      at++;
    }
  }
  return tokens;
}

function charSet(text: string): (char: string) => boolean {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < text.length; at++) {
    const from = text[at] ?? "";
    const to = text[at + 2];
    if (text[at + 1] === "-" && to !== undefined) {
      ranges.push([from, to]);
      at += 2;
    } else ranges.push([from, from]);
  }
  return (char) => ranges.some(([from, to]) => from <= char && char <= to);
}

/** All states at once, so that no pattern can make it try one path twice. */
function matches(program: readonly Token[], path: string): boolean {
  let now = closed(program, new Set([0]));
  for (let at = 0; at < path.length; at++) {
    const char = path[at] ?? "";
    // The pattern is used up at the end of a name: what is left lies below the folder it names.
    if (char === "/" && now.has(program.length)) return true;
    const next = new Set<number>();
    for (const state of now) {
      const token = program[state];
      if (token === undefined) continue;
      if (token.kind === "rest" || (token.kind === "star" && char !== "/")) next.add(state);
      else if (token.kind === "folders") next.add(-state - 1);
      else if ("has" in token && token.has(char)) next.add(state + 1);
    }
    for (const state of now) {
      if (state >= 0) continue;
      next.add(state);
      if (char === "/") next.add(-state);
    }
    if (char === "/") {
      for (const state of now) if (program[state]?.kind === "folders") next.delete(-state - 1);
    }
    now = closed(program, next);
  }
  return now.has(program.length);
}

/** Adds what is reached without a character. Inside of folders the state is kept as -state - 1. */
function closed(program: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) {
    const kind = program[state]?.kind;
    if (kind === "star" || kind === "rest" || kind === "folders") states.add(state + 1);
  }
  return states;
}
