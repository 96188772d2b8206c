import type { Change, Repository } from "../state.ts";

/** What a GitLab project has, and other forges do not. A test changes it as it likes. */
export interface ProjectSettings {
  mergeMethod: "merge" | "rebase_merge" | "ff";
  approvalsRequired: number;
  requiresPipeline: boolean;
  requiresResolvedDiscussions: boolean;
  mergeRequestsEnabled: boolean;
  /** Vulnerability findings are there in the Ultimate tier only. */
  tier: "free" | "ultimate";
  /** Versions before 18 do not say when somebody approved. */
  tellsApprovalTime: boolean;
  /** As Gitaly does where core.autocrlf is set: what is committed as text loses its CRs. */
  normalizesLineEndings: boolean;
  /** How many looks a new merge request takes until its diff is prepared. */
  looksUntilPrepared: number;
  /** Archives a minute and user; GitLab.com allows five. */
  archivesLeft: number;
  /** How the traces of jobs are answered: 403 for who may not see them, 404 where they are erased. */
  tracesAnswer: 200 | 403 | 404;
}

export interface MergeRequestExtras {
  looksLeft: number;
  readonly resolvedNotes: Set<number>;
}

/** An OAuth application (RFC 6749). */
export interface OAuthApplication {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Everything that the GitLab face remembers beside the forge's own state. */
export class GitlabSettings {
  readonly #projects = new WeakMap<Repository, ProjectSettings>();
  readonly #changes = new WeakMap<Change, MergeRequestExtras>();
  readonly applications: OAuthApplication[] = [];
  /** Who is at the browser and agrees to what an application asks; null declines. */
  signedIn: string | null = null;
  /** Hooks signed as newer versions sign them, beside the plain X-Gitlab-Token. */
  signsHooks = true;
  /** Requests of one token a minute; past it 429 with Retry-After. */
  requestsLeft = Number.POSITIVE_INFINITY;
  retryAfterSeconds = 1;

  of(repository: Repository): ProjectSettings {
    const known = this.#projects.get(repository);
    if (known !== undefined) return known;
    const made: ProjectSettings = {
      mergeMethod: "merge",
      approvalsRequired: 0,
      requiresPipeline: false,
      requiresResolvedDiscussions: false,
      mergeRequestsEnabled: true,
      tier: "ultimate",
      tellsApprovalTime: true,
      normalizesLineEndings: false,
      looksUntilPrepared: 1,
      archivesLeft: Number.POSITIVE_INFINITY,
      tracesAnswer: 200,
    };
    this.#projects.set(repository, made);
    return made;
  }

  extrasOf(repository: Repository, change: Change): MergeRequestExtras {
    const known = this.#changes.get(change);
    if (known !== undefined) return known;
    const made = {
      looksLeft: this.of(repository).looksUntilPrepared,
      resolvedNotes: new Set<number>(),
    };
    this.#changes.set(change, made);
    return made;
  }
}
