import { step } from "../../bin/ground/report.ts";
import type { Figure } from "../bench.ts";
import { graderFigures } from "./graders.ts";
import { measureMemory } from "./memory.ts";
import { type FlawSought, flawFigures, measureFlaws } from "./planted-flaws.ts";
import { measureSameTwice } from "./same-twice.ts";
import { measureSpeed } from "./speed.ts";
import { measureTwins } from "./twins.ts";

export interface AdversaryMeasured {
  readonly flaws: readonly FlawSought[];
  readonly figures: readonly Figure[];
}

export async function measureAdversary(): Promise<AdversaryMeasured> {
  const speed = await step("run against a target that answers in 50 ms", measureSpeed);
  const memory = await step("make 20,000 attempts", measureMemory);
  const twins = await step("run standard against the twins", measureTwins);
  const twice = await step("run standard twice with one seed", measureSameTwice);
  const flaws = await step("seek each planted flaw alone, in smoke and standard", measureFlaws);
  return {
    flaws,
    figures: [...flawFigures(flaws), ...twins, ...graderFigures(), ...twice, ...speed, ...memory],
  };
}
