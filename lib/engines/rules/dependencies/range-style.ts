import semver from "semver";

/**
 * The range that asks for `version` in the style of the old one: exact stays exact, ^ and ~ stay, and
 * 1.x keeps its x. Null for a style that says more than one number, which only a person may change.
 */
export function raisedRange(range: string, version: string): string | null {
  const [, alias = "", text = ""] = /^(npm:(?:@[^@/]+\/)?[^@]+@)?(.*)$/.exec(range.trim()) ?? [];
  const [, sign = "", rest = ""] = /^([\^~=v]|>=\s*)?(\d[\w.*+-]*)$/.exec(text) ?? [];
  if (rest === "" || semver.validRange(text) === null) return null;
  if (semver.valid(rest) !== null) return `${alias}${sign}${version}`;
  const parts = rest.split(".");
  const places = [semver.major(version), semver.minor(version)];
  if (!parts.every((part, at) => /^(?:\d+|[xX*])$/.test(part) && at < 3)) return null;
  const raised = parts.map((part, at) => (/\d/.test(part) ? String(places[at]) : part));
  return `${alias}${sign}${raised.join(".")}`;
}

/** What a request asks of the version: the range behind an alias; a tag asks for nothing certain. */
export function admits(range: string, version: string): boolean {
  const plain = range.replace(/^npm:(?:@[^@/]+\/)?[^@]+@/, "");
  if (semver.validRange(plain) === null) return /^[a-z][\w.-]*$/i.test(plain);
  return semver.satisfies(version, plain);
}
