import type { ProfileName } from "../results.ts";

export interface Profile {
  /** Attacks, each a seed and a variant; all that fit where there is no number. */
  readonly attacks: number;
  /** Of them as they are written; the rest are disguised, as are more where seeds are fewer. */
  readonly plain: number;
  readonly repetitions: number;
  readonly ordinary: number;
  readonly ordinaryRepetitions: number;
}

const all = Number.POSITIVE_INFINITY;

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  smoke: { attacks: 48, plain: 36, repetitions: 1, ordinary: 12, ordinaryRepetitions: 1 },
  standard: { attacks: 340, plain: all, repetitions: 3, ordinary: all, ordinaryRepetitions: 1 },
  deep: { attacks: all, plain: all, repetitions: 5, ordinary: all, ordinaryRepetitions: 5 },
};
