import type { TargetAnswer, TurnRequest } from "../target.ts";
import type { Turn } from "./turn.ts";

/** What came of one turn that had an answer. */
export type Spoken = Pick<TargetAnswer, "text" | "calls" | "finish" | "usage">;

/** One conversation in the manner of one kind. It throws a TargetFault, or what a port threw. */
export interface Speaker {
  /** What must be there before the first turn, such as a planted document. */
  prepare?(turn: Turn): Promise<void>;
  speak(said: TurnRequest, turn: Turn): Promise<Spoken>;
  /** Takes away what `prepare` put there. */
  close?(turn: Turn): Promise<void>;
}
