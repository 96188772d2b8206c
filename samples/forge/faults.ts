/** A failure that a test asks of the forge, for the next requests that match. */
export interface Fault {
  readonly kind:
    | "bad_gateway"
    | "secondary_rate_limit"
    | "too_many_requests"
    | "server_error"
    | "malformed"
    | "hang"
    | "reset";
  readonly method?: string;
  /** Matched against path and query. */
  readonly target?: RegExp;
  /** "after": the request has its effect, and only its answer is lost. */
  readonly when: "before" | "after";
  /** How many matching requests pass before the first that fails. */
  skip?: number;
  /** How many fail. */
  times: number;
  readonly retryAfterSeconds?: number;
}

/** The fault that this request meets, counted down; null where it meets none. */
export function takeFault(faults: Fault[], method: string, target: string): Fault | null {
  const fault = faults.find(
    (candidate) =>
      candidate.times > 0 &&
      (candidate.method === undefined || candidate.method === method) &&
      (candidate.target === undefined || candidate.target.test(target)),
  );
  if (fault === undefined) return null;
  if (fault.skip !== undefined && fault.skip > 0) {
    fault.skip -= 1;
    return null;
  }
  fault.times -= 1;
  return fault;
}
