/** At most `limit` requests in any stretch of `windowSeconds`. */
export interface Quota {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What is counted. `user` is a person or an API token, `address` a mail address. */
export type KeyKind = "ip" | "user" | "organization" | "address";

export interface Tier extends Readonly<Partial<Record<KeyKind, Quota>>> {
  /**
   * Closed: nothing passes till the store answers again, because an outage would otherwise be the
   * way to guess, to flood a mailbox or to spend money. Open: this process counts by itself.
   */
  readonly whenStoreIsDown: "closed" | "open";
}

export type LimitClass =
  | "sign_in"
  | "sign_up"
  | "magic_link_address"
  | "second_factor"
  | "model"
  | "verify"
  | "log"
  | "api"
  | "webhook"
  | "agent_tools";

const minute = 60;
const hour = 60 * minute;

/**
 * Every limit there is. Those by IP leave room for an office behind one address; those by mail
 * address protect the mailbox, whoever asks from wherever.
 */
export const tiers: Readonly<Record<LimitClass, Tier>> = {
  sign_in: {
    whenStoreIsDown: "closed",
    ip: { limit: 60, windowSeconds: 10 * minute },
    user: { limit: 20, windowSeconds: 10 * minute },
    address: { limit: 10, windowSeconds: 10 * minute },
  },
  sign_up: {
    whenStoreIsDown: "closed",
    ip: { limit: 20, windowSeconds: hour },
    address: { limit: 5, windowSeconds: hour },
  },
  /** The sending of a link by mail. */
  magic_link_address: {
    whenStoreIsDown: "closed",
    ip: { limit: 30, windowSeconds: 15 * minute },
    address: { limit: 5, windowSeconds: 15 * minute },
  },
  /** A code that is tried: of six digits, three are right at any moment. */
  second_factor: {
    whenStoreIsDown: "closed",
    ip: { limit: 60, windowSeconds: hour },
    user: { limit: 10, windowSeconds: hour },
  },
  /** Whatever makes a request to a model, which someone pays for. */
  model: {
    whenStoreIsDown: "closed",
    ip: { limit: 120, windowSeconds: hour },
    user: { limit: 60, windowSeconds: hour },
    organization: { limit: 300, windowSeconds: hour },
  },
  verify: {
    whenStoreIsDown: "open",
    ip: { limit: 120, windowSeconds: minute },
  },
  /** A monitor reads a log file by file: two for each 256 entries. */
  log: {
    whenStoreIsDown: "open",
    ip: { limit: 1200, windowSeconds: minute },
  },
  api: {
    whenStoreIsDown: "open",
    ip: { limit: 600, windowSeconds: minute },
    user: { limit: 300, windowSeconds: minute },
    organization: { limit: 1200, windowSeconds: minute },
  },
  /** A forge sends everything from a few addresses. */
  webhook: {
    whenStoreIsDown: "open",
    ip: { limit: 1200, windowSeconds: minute },
  },
  /** An agent under test calls tools as often as its attempts ask for. */
  agent_tools: {
    whenStoreIsDown: "open",
    ip: { limit: 6000, windowSeconds: minute },
  },
};

/** Every limit times `factor`. */
export function scaledTiers(factor: number): Record<LimitClass, Tier> {
  const scale = (quota: Quota | undefined) =>
    quota && { limit: quota.limit * factor, windowSeconds: quota.windowSeconds };
  const scaled = Object.entries(tiers).map(([name, { whenStoreIsDown, ...quotas }]) => {
    const kinds = Object.entries(quotas).map(([kind, quota]) => [kind, scale(quota)]);
    return [name, { whenStoreIsDown, ...Object.fromEntries(kinds) }];
  });
  return Object.fromEntries(scaled) as Record<LimitClass, Tier>;
}
