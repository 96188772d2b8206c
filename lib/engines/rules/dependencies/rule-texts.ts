import type { RuleText } from "../rule.ts";

export const vulnerableDependency: RuleText = {
  id: "dependencies/vulnerable",
  title: "Dependency with a known vulnerability",
  fixTitle: "Raise the dependency to a fixed version",
  cwe: "CWE-1395",
  severity: "high",
  fixClass: "B",
  languages: ["other"],
  why: "Attackers read advisories, too: a version with a published fault is tried first, because everything that is needed stands in the advisory. The fix raises it to the lowest version that no advisory affects: in the lockfile alone where the ranges allow it, else in the manifest, and for what comes in through others by an entry in npm's `overrides`.",
  notSeen:
    "Packages without a lockfile or an exact pin, private packages, what is bundled inside another package, and whether the faulty code is ever reached. Python's lockfiles are read, and left to a person.",
  examples: {
    bad: [
      {
        path: "requirements.txt",
        line: 2,
        code: "flask==3.0.3\njinja2==3.1.3\n",
        after: "flask==3.0.3\njinja2==3.1.4\n",
        note: "An advisory affects jinja2 below 3.1.4: the one pin is raised.",
      },
    ],
    good: [
      {
        path: "requirements.txt",
        code: "flask==3.0.3\njinja2==3.1.4\n",
        note: "The version is outside of the ranges that the advisory affects.",
      },
    ],
    untouched: [
      {
        path: "requirements.txt",
        line: 1,
        code: `jinja2==3.1.3 --hash=sha256:${"0".repeat(64)}\n`,
        note: "The digest belongs to this version alone: pip's own tools have to write both.",
      },
    ],
  },
};

export const lockfileHost: RuleText = {
  id: "dependencies/lockfile-host",
  title: "Package from an unexpected place",
  fixTitle: "Download the packages over HTTPS",
  cwe: "CWE-829",
  severity: "high",
  fixClass: "B",
  languages: ["other"],
  why: "A lockfile says where each package is downloaded from, and few people read it in a review. An address without encryption, or at a host that nobody chose, lets somebody else decide what is installed. The fix changes http to https where the registry is known to answer there; every other address needs a person.",
  notSeen:
    "Whether a host that .npmrc or a manifest names is one to trust. Packages from git are not looked at.",
  examples: {
    bad: [
      {
        path: "package-lock.json",
        line: 5,
        code: lockExample("http://registry.npmjs.org"),
        after: lockExample("https://registry.npmjs.org"),
      },
    ],
    good: [{ path: "package-lock.json", code: lockExample("https://registry.npmjs.org") }],
    untouched: [
      {
        path: "package-lock.json",
        line: 5,
        code: lockExample("https://packages.example.net"),
        note: "Only a person knows whether this host is meant.",
      },
    ],
  },
};

export const lockfileIntegrity: RuleText = {
  id: "dependencies/lockfile-integrity",
  title: "Package without an integrity digest",
  fixTitle: "Lock the package with its digest",
  cwe: "CWE-353",
  severity: "medium",
  fixClass: "C",
  languages: ["other"],
  why: "The digest in a lockfile is what makes tomorrow's download the same as the one that was tried. Without it npm takes whatever the server sends. `npm install` writes it again.",
  notSeen: "Packages from git and from folders, which have none.",
  examples: {
    bad: [],
    good: [{ path: "package-lock.json", code: lockExample("https://registry.npmjs.org") }],
    untouched: [
      {
        path: "package-lock.json",
        line: 5,
        code: lockExample("https://registry.npmjs.org", ""),
        note: "A digest that nobody knows cannot be made up.",
      },
    ],
  },
};

export const lockfileDrift: RuleText = {
  id: "dependencies/lockfile-drift",
  title: "Lockfile of another manifest",
  fixTitle: "Bring the lockfile in line with the manifest",
  cwe: "CWE-494",
  severity: "low",
  fixClass: "C",
  languages: ["other"],
  why: "Where package.json asks for something else than its lockfile was made for, `npm ci` refuses, and `npm install` chooses versions that nobody looked at. Run `npm install` and review what it changes.",
  notSeen: "Lockfiles of yarn and pnpm, and of npm before version 7.",
  examples: { bad: [], good: [] },
};

export const dependencyRules: readonly RuleText[] = [
  vulnerableDependency,
  lockfileHost,
  lockfileIntegrity,
  lockfileDrift,
];

function lockExample(registry: string, digest = `sha512-${"A".repeat(86)}==`): string {
  const entry = {
    version: "1.2.3",
    resolved: `${registry}/left/-/left-1.2.3.tgz`,
    ...(digest !== "" && { integrity: digest }),
  };
  const data = { lockfileVersion: 3, packages: { "": {}, "node_modules/left": entry } };
  return `${JSON.stringify(data, null, 2)}\n`;
}
