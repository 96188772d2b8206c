import type { Capability } from "../capabilities.ts";
import type { Random } from "../random.ts";
import type { Channel } from "../seed/payload-place.ts";
import type { Seed } from "../seed/schema.ts";

export interface TransformInput {
  /** With its canaries in place. */
  readonly payload: string;
  readonly channel: Channel;
  /** By language, with their canaries in place. */
  readonly translations: Readonly<Record<string, string>>;
  /** What must come out as it went in, such as the values of canaries: an agent is asked for exactly these. */
  readonly keep: readonly string[];
  /** Of this case alone. */
  readonly random: Random;
}

export interface Transformed {
  readonly payload: string;
  /** What is said in the same session before the turn that holds the payload. */
  readonly before?: readonly string[];
}

/** One way to say a payload otherwise. The same input and chance give the same text. */
export interface Transform {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it does to a payload. */
  readonly about: string;
  /** Besides what the seed needs. */
  readonly needs: readonly Capability[];
  readonly channels: readonly Channel[];
  /** Longer payloads are left as they are: no agent would read them any more. Characters. */
  readonly maxLength: number;
  /** Besides channel and length; by default every seed. */
  readonly fits?: (seed: Seed) => boolean;
  readonly apply: (input: TransformInput) => Transformed;
}
