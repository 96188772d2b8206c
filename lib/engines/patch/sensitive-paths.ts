import type { FileChange } from "#lib/base/index.ts";

/** Files that decide what runs, who reviews, or what is installed. Matched in lower case. */
const sensitive: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a workflow", /^\.github\/(workflows|actions)\//],
  ["a workflow", /^\.(circleci|buildkite|woodpecker|forgejo|gitea|gitlab)\//],
  ["a workflow", /(^|\/)(\.gitlab-ci\.ya?ml|\.travis\.yml|\.drone\.ya?ml|jenkinsfile)$/],
  ["a workflow", /(^|\/)(azure-pipelines|bitbucket-pipelines)\.ya?ml$/],
  ["CODEOWNERS", /(^|\/)codeowners$/],
  ["Etna's own settings", /^\.etna\//],
  ["git's settings", /(^|\/)(\.gitmodules|\.gitattributes)$/],
  ["a git hook", /^(\.husky|\.githooks)\//],
  ["a lockfile", /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/],
  ["a lockfile", /(^|\/)(bun\.lockb?|deno\.lock|composer\.lock|gemfile\.lock|cargo\.lock)$/],
  ["a lockfile", /(^|\/)(go\.sum|poetry\.lock|pipfile\.lock|uv\.lock|pdm\.lock|mix\.lock)$/],
  ["a lockfile", /(^|\/)(packages\.lock\.json|podfile\.lock|package\.resolved|gradle\.lockfile)$/],
];

/** What a fix must leave alone in this path, or null for an ordinary file. */
export function sensitiveKind(path: string): string | null {
  const lower = path.toLowerCase();
  return sensitive.find(([, pattern]) => pattern.test(lower))?.[0] ?? null;
}

const testPath =
  /(^|\/)(tests?|specs?|__tests__|e2e)\/|[._-](test|spec)s?\.[a-z]+$|(^|\/)test_[^/]*\.py$|[a-z]Tests?\.(java|kt|cs|php|scala)$/;
const testCase =
  /^[ \t]*(?:(?:it|test|specify)(?:\.(?!skip\b|todo\b|fixme\b)\w+)*\s*[(`]|(?:async\s+)?def\s+test|func\s+Test|@(?:Parameterized)?Test\b|\[(?:Fact|Theory|Test|TestMethod)\b|#\[(?:\w+::)?test\]|(?:public\s+)?function\s+test)/gm;
const skipMark =
  /@(?:pytest\.mark\.|unittest\.)skip|@(?:Disabled|Ignore)\b|\bt\.Skip|\b(?:describe|suite)\.skip\b|\.only\s*\(/g;

/** True for a file of tests, by its name or the folder it stands in. */
export function isTestFile(path: string): boolean {
  return testPath.test(path);
}

/** True where a change deletes a test file, leaves fewer running tests in it, or skips some. */
export function removesTests({ path, before, after }: FileChange): boolean {
  if (!testPath.test(path) || before === null) return false;
  return (
    after === null ||
    count(after, testCase) < count(before, testCase) ||
    count(after, skipMark) > count(before, skipMark)
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
