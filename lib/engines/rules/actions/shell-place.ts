/** Where in a script a value stands, which decides how a variable can take its place. */
export type ShellPlace = "bare" | "double" | "single" | "single-whole" | "comment";

/** Programs that read an argument as code of their own: a variable there is still injected. */
const readers =
  /(?:^|[\s;&|(])(?:eval|source|awk|gawk|jq|yq|sed|ssh|xargs|parallel|envsubst|osascript|Invoke-Expression|iex)\b/;
const interpreters =
  /\b(?:bash|sh|zsh|dash|python3?|node|deno|bun|perl|ruby|php|pwsh|powershell|psql|mysql|sqlite3|su|docker|kubectl)\b/;
const codeFlag = /\s(?:-\w*[ceE]|--eval|--command|-Command|exec)\b/;

/** After the first interpreter is also after every later one, so one look is enough. */
function runsAnArgument(line: string): boolean {
  if (readers.test(line)) return true;
  const program = interpreters.exec(line);
  return program !== null && codeFlag.test(line.slice(program.index + program[0].length));
}

/**
 * Reads the script up to `at` as a shell would and says how the value at `at…end` is quoted; null
 * where that is not certain or a variable in its place would not be safe.
 */
export function shellPlace(script: string, at: number, end: number): ShellPlace | null {
  const line = script.slice(script.lastIndexOf("\n", at - 1) + 1, at);
  const rest = script.slice(end).split("\n", 1)[0] ?? "";
  if (runsAnArgument(line) || /<<|\(\(|=~\s*$|`/.test(line) || /^\s*for\s/.test(line)) return null;
  if (insideHereDocument(script.slice(0, at))) return null;
  let quote = "";
  let comment = false;
  const depth: string[] = [];
  for (let i = 0; i < at; i++) {
    const char = script[i] ?? "";
    if (script.startsWith("${{", i)) {
      const close = script.indexOf("}}", i);
      if (close < 0 || close >= at) return null;
      i = close + 1;
    } else if (comment) {
      comment = char !== "\n";
    } else if (char === "\\" && quote !== "'") {
      i++;
    } else if (script.startsWith("$(", i) && quote !== "'") {
      depth.push(quote);
      quote = "";
      i++;
    } else if (char === ")" && quote === "" && depth.length > 0) {
      quote = depth.pop() ?? "";
    } else if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "#" && /^$|\s/.test(script[i - 1] ?? "")) {
      comment = true;
    } else if (char === '"' || char === "'") {
      quote = char;
    }
  }
  if (comment) return "comment";
  if (quote === '"') return "double";
  if (quote !== "'") return isCommandPosition(line) ? null : "bare";
  return script[at - 1] === "'" && rest.startsWith("'") ? "single-whole" : "single";
}

/** Here the value is the program to run: as a variable it would be the name of one. */
function isCommandPosition(line: string): boolean {
  return line.trim() === "" || /(?:[;&|({]|\b(?:then|do|else|if|while|exec))\s*$/.test(line);
}

function insideHereDocument(before: string): boolean {
  let word: string | null = null;
  for (const line of before.split("\n")) {
    if (word !== null) {
      if (line.trim() === word) word = null;
      continue;
    }
    word = /<<-?\s*["'\\]?(\w+)/.exec(line)?.[1] ?? null;
    if (/@["']\s*$/.test(line)) return true;
  }
  return word !== null;
}
