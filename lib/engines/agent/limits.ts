/** What one run may use. */
export interface AgentLimits {
  readonly maxSteps: number;
  /** Input and output together, over the run. */
  readonly maxTokens: number;
  /** US dollars; null where nothing bounds it. Otherwise a price that is not known ends the run. */
  readonly maxCostUsd: number | null;
  readonly maxWallClockMs: number;
  readonly maxOutputTokens: number;
  readonly maxSubmissions: number;
}

export const defaultAgentLimits: AgentLimits = {
  maxSteps: 30,
  maxTokens: 400_000,
  maxCostUsd: null,
  maxWallClockMs: 10 * 60_000,
  maxOutputTokens: 8_192,
  maxSubmissions: 3,
};

/** What may leave of a repository. */
export interface ContextLimits {
  /** Of one request, everything in it. */
  readonly maxRequestBytes: number;
  /** Of one result of a tool; its middle is left out beyond that. */
  readonly maxResultBytes: number;
  /** Of the repository's bytes, over the run. */
  readonly maxRepositoryShare: number;
  /** So much may always leave, or a small repository could not be worked on. */
  readonly minRunBytes: number;
}

export const defaultContextLimits: ContextLimits = {
  maxRequestBytes: 128 * 1024,
  maxResultBytes: 8 * 1024,
  maxRepositoryShare: 0.05,
  minRunBytes: 32 * 1024,
};
