import type { FileChange, Severity, SkippedPath, Workspace } from "#lib/base/index.ts";
import type { FixPorts } from "./fix-ports.ts";
import type { SourceFile } from "./source-file.ts";
import type { Language, TextEdit, TextRange } from "./text.ts";

export type { Language, TextEdit, TextRange };

/** A fault as a rule sees it, before the engine gives it a place and a fingerprint. */
export interface Detection extends TextRange {
  /** What is wrong here, in plain words, naming the code. Secrets in it are blanked by the engine. */
  readonly message: string;
  /** What identifies the fault within its symbol. Never a secret's value. */
  readonly code: string;
  /** Places whose text is a secret without a shape that is known: nobody is shown it. */
  readonly hides?: readonly TextRange[];
  /** Enclosing function, class, job or step, so that equal code elsewhere is another finding. */
  readonly symbol: string;
}

/** One worked example: it is a test of the rule and a part of its documentation page. */
export interface Example {
  readonly path: string;
  readonly code: string | (() => string);
  /** What the fix makes of it, null for its end; absent where the rule reports without a fix. */
  readonly after?: string | null;
  /** Other files of the repository that the rule or its fix looks at, by path. */
  readonly beside?: Readonly<Record<string, string>>;
  /** What the fix makes of other files, by path; null for one that it deletes. */
  readonly afterBeside?: Readonly<Record<string, string | null>>;
  /** 1-based line the finding must stand on. */
  readonly line?: number;
  /** Why this example is here, as a caption. */
  readonly note?: string;
}

/**
 * What a person is told of one kind of fault. Class A fixes open a pull request by themselves, B
 * only where the narrow condition of the fix is proven, C only reports.
 */
export interface RuleText {
  readonly id: string;
  readonly title: string;
  /** What the fix does, as the title of its review: "Run the command without a shell". */
  readonly fixTitle: string;
  readonly cwe: `CWE-${number}`;
  readonly severity: Severity;
  readonly fixClass: "A" | "B" | "C";
  readonly languages: readonly Language[];
  /** Why it matters and what the fix does; two or three sentences. */
  readonly why: string;
  /** What the rule does not see, so that its silence is not misread. */
  readonly notSeen: string;
  /** Why it runs only where it is asked for: it is right in fewer than nine of ten places. */
  readonly offByDefault?: string;
  readonly examples: {
    readonly bad: readonly Example[];
    readonly good: readonly Example[];
    /** Found, but left alone by the fixer. */
    readonly untouched?: readonly Example[];
  };
}

/**
 * A kind of fault that shows in one file. `fix` and `fixFiles` return null where their condition is
 * not proven; a rule has one of them, or neither.
 */
export interface Rule extends RuleText {
  readonly appliesTo?: (path: string) => boolean;
  /** Text without a match is not parsed: this keeps a scan near the speed of a search. */
  readonly hint?: RegExp;
  readonly detect: (file: SourceFile) => readonly Detection[] | Promise<readonly Detection[]>;
  readonly fix?: (
    file: SourceFile,
    detection: Detection,
    workspace: Workspace,
    ports: FixPorts,
  ) => readonly TextEdit[] | null | Promise<readonly TextEdit[] | null>;
  /** Where the fix is more than an edit of the file. */
  readonly fixFiles?: {
    /** The other files that a fix of a finding in `path` may touch; no other change passes. */
    readonly beside: (path: string) => readonly string[];
    /** All that it changes. */
    readonly changes: (
      file: SourceFile,
      detection: Detection,
      workspace: Workspace,
      ports: FixPorts,
    ) => Promise<readonly FileChange[] | null>;
  };
  /** Whom the fix may have to ask, which a scan does not. */
  readonly asks?: keyof FixPorts;
  /** Of such a rule, instead of a try: whether there is a fix to ask for, as far as the files say. */
  readonly mayFix?: (
    file: SourceFile,
    detection: Detection,
    workspace: Workspace,
  ) => boolean | Promise<boolean>;
}

/** What a finding of a vulnerable package is about. */
export interface Dependency {
  readonly ecosystem: "npm" | "PyPI";
  readonly name: string;
  readonly version: string;
  /** The lowest version that none of the advisories affects; null where they name none. */
  readonly fixedVersion: string | null;
  /** True where the step to it may break who uses the package. */
  readonly major: boolean;
  /** Paths of the project's manifest and of its lockfile. */
  readonly manifest: string;
  readonly lockfile: string | null;
  /** Ids of the advisories, and by which other ids they go. */
  readonly advisories: readonly string[];
  readonly aliases: readonly string[];
  readonly direct: boolean;
  readonly dev: boolean;
}

/** Lines of code around a finding; the values of secrets are replaced by "•". */
export interface CodeFrame {
  /** 1-based number of the first line. */
  readonly startLine: number;
  readonly lines: readonly string[];
}

export interface Finding {
  readonly ruleId: string;
  /** SHA-256, lower-case hex: stays the same when lines move or unrelated code changes. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly cwe: string;
  readonly title: string;
  readonly message: string;
  readonly path: string;
  /** Lines and columns are 1-based, columns in UTF-16 units; the end column is exclusive. */
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly frame: CodeFrame;
  /** True when `proposeFix` has a fix for the text that was scanned; tried for 40 a file, fewer in a long one. */
  readonly fixable: boolean;
  /** Of a vulnerable package alone. There, fixable says that a fixed version is known. */
  readonly dependency?: Dependency;
}

/** A finding that a comment in the code declares acceptable, with the reason given there. */
export interface IgnoredFinding extends Finding {
  readonly ignoreReason: string;
}

export interface ScanSkip {
  /** A path, or a folder ending in "/". */
  readonly path: string;
  readonly reason:
    | SkippedPath["reason"]
    | "vendored"
    | "generated"
    | "minified"
    | "binary"
    | "invalid_utf8";
}

/** What a scan could not do as it was asked to, so that silence is not misread. */
export interface ScanProblem {
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
  readonly ruleId?: string;
  /** What happened, in a whole sentence or more. */
  readonly message: string;
}

/** An `etna-ignore` comment that excuses nothing. */
export interface IgnoreMark {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly ruleId: string;
  readonly fault: "no_reason" | "unknown_rule" | "excuses_nothing";
}

export interface DependencyState {
  /** Packages whose exact versions the repository names. */
  readonly packages: number;
  /** Whether a database of advisories was asked about them, and answered. */
  readonly asked: "yes" | "no" | "in_vain";
  /** Why there was no answer. */
  readonly reason?: string;
}

export interface ScanReport {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly skipped: readonly ScanSkip[];
  readonly ruleIds: readonly string[];
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly dependencies: DependencyState;
  /** What is wrong with the repository's configuration and rules, and which rule could not look where. */
  readonly problems: readonly ScanProblem[];
  /** Comments that excuse nothing, in the order of their places. */
  readonly ignoreMarks: readonly IgnoreMark[];
  /** The repository's own rules that ran. */
  readonly customRules: readonly RuleText[];
  /** What the repository asks of those that propose fixes. */
  readonly budgets: { readonly openPullRequests?: number };
}
