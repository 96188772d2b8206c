/**
 * The parts of a GitHub Actions expression whose text ends up in its value: `a && b` gives `b`,
 * `a || b` gives either, comparisons and `contains(…)` give a boolean and so nothing of theirs.
 * Syntax: docs.github.com, "Evaluate expressions in workflows and actions".
 */
export function valuePaths(expression: string): readonly string[] {
  const tokens = tokenise(expression);
  if (tokens === null) return [];
  const reader = { tokens, at: 0 };
  const paths = readOr(reader);
  return reader.at === tokens.length ? [...new Set(paths)] : [];
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

const token =
  /\s+|'(?:[^']|'')*'|&&|\|\||[=!<>]=|[<>!(),]|(?:[A-Za-z_][\w-]*)(?:\s*\.\s*(?:[A-Za-z_][\w-]*|\*)|\[\s*(?:'[^']*'|\d+|\*)\s*\])*|-?\d[\w.]*/y;

function tokenise(expression: string): string[] | null {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.length) {
    const match = token.exec(expression);
    if (match === null) return null;
    if (match[0].trim() !== "") tokens.push(match[0]);
  }
  return tokens;
}

function readOr(reader: Reader): string[] {
  const paths = readAnd(reader);
  while (take(reader, "||")) paths.push(...readAnd(reader));
  return paths;
}

function readAnd(reader: Reader): string[] {
  let paths = readComparison(reader);
  while (take(reader, "&&")) paths = readComparison(reader);
  return paths;
}

function readComparison(reader: Reader): string[] {
  let paths = readUnary(reader);
  while (/^(?:[=!<>]=|[<>])$/.test(reader.tokens[reader.at] ?? "")) {
    reader.at++;
    readUnary(reader);
    paths = [];
  }
  return paths;
}

function readUnary(reader: Reader): string[] {
  if (take(reader, "!")) {
    readUnary(reader);
    return [];
  }
  if (take(reader, "(")) {
    const paths = readOr(reader);
    take(reader, ")");
    return paths;
  }
  const name = reader.tokens[reader.at++] ?? "";
  if (!take(reader, "(")) return /^[A-Za-z_]/.test(name) ? [normalisePath(name)] : [];
  const paths: string[] = [];
  while (reader.at < reader.tokens.length && !take(reader, ")")) {
    paths.push(...readOr(reader));
    if (!take(reader, ",") && reader.tokens[reader.at] !== ")") break;
  }
  return /^(?:format|join|tojson|fromjson)$/i.test(name) ? paths : [];
}

function take(reader: Reader, wanted: string): boolean {
  if (reader.tokens[reader.at] !== wanted) return false;
  reader.at++;
  return true;
}

/** `github['event'].issue.title` → `github.event.issue.title`; indices become `*`. */
function normalisePath(path: string): string {
  return path
    .replace(/\[\s*'([^']*)'\s*\]/g, ".$1")
    .replace(/\[\s*(?:\d+|\*)\s*\]/g, ".*")
    .replace(/\s+/g, "");
}

const untrusted = [
  "github",
  "github.event",
  "github.head_ref",
  "github.event.comment",
  "github.event.comment.body",
  "github.event.commits",
  "github.event.commits.*.message",
  "github.event.commits.*.author.(email|name)",
  "github.event.discussion",
  "github.event.discussion.(body|title)",
  "github.event.discussion_comment.body",
  "github.event.head_commit",
  "github.event.head_commit.message",
  "github.event.head_commit.(author|committer).(email|name)",
  "github.event.issue",
  "github.event.issue.(body|title)",
  "github.event.pages.*.page_name",
  "github.event.pull_request",
  "github.event.pull_request.(body|title)",
  "github.event.pull_request.head",
  "github.event.pull_request.head.(label|ref)",
  "github.event.pull_request.head.repo.(default_branch|description|homepage)",
  "github.event.review.body",
  "github.event.review_comment.body",
  "github.event.workflow_run.(display_title|head_branch)",
  "github.event.workflow_run.head_commit.message",
  "github.event.workflow_run.head_commit.(author|committer).(email|name)",
  "github.event.workflow_run.pull_requests.*.head.ref",
].map(
  (path) => new RegExp(`^${path.replace(/[.*]/g, "\\$&").replaceAll("\\.\\*", "\\.[^.]+")}$`, "i"),
);

/** True for contexts whose text a stranger chooses, by a title, a comment, a commit or a branch. */
export function isUntrustedPath(path: string): boolean {
  return untrusted.some((pattern) => pattern.test(path));
}

const shortNames: readonly (readonly [RegExp, string])[] = [
  // Under its usual name some programs would take the token without being told to.
  [/^(?:secrets\.github_token|github\.token)$/i, "JOB_TOKEN"],
  [/^secrets\.((?:gh|aws|actions|runner|azure|google)_\w+)$/i, "SECRET_$1"],
  [/^secrets\.(\w+)$/i, "$1"],
  [/^github\.head_ref$/i, "HEAD_REF"],
  [/^github(?:\.event)?$/i, "EVENT_JSON"],
  [/\.pull_request\.head\.(\w+)$/i, "PR_HEAD_$1"],
  [/\.pull_request\.(\w+)$/i, "PR_$1"],
  [/\.(?:head_)?commits?(?:\.\*)?\.(\w+)$/i, "COMMIT_$1"],
  [/\.(author|committer)\.(\w+)$/i, "$1_$2"],
  [/\.workflow_run\.(\w+)$/i, "$1"],
  [/\.(\w+)\.(\w+)$/i, "$1_$2"],
];

/** A telling name for the environment variable that carries a context, such as `ISSUE_TITLE`. */
export function variableName(path: string): string {
  for (const [pattern, name] of shortNames) {
    const match = pattern.exec(path);
    if (match !== null) {
      return match[0].replace(pattern, name).toUpperCase().replace(/\W+/g, "_");
    }
  }
  return "EVENT_VALUE";
}
