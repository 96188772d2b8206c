import { z } from "zod";
import { refused, type Tool } from "./tool.ts";

const input = z.object({ fixed: z.boolean(), summary: z.string().min(1).max(2000) });

export const submit: Tool = {
  name: "submit",
  description:
    "Ends the work. fixed: true hands the change in, and every check must pass; false gives up. " +
    "summary: what was changed and why, or what stands in the way, in one to three sentences.",
  parameters: {
    type: "object",
    properties: { fixed: { type: "boolean" }, summary: { type: "string" } },
    required: ["fixed", "summary"],
    additionalProperties: false,
  },
  async use(given) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("submit takes fixed (true or false) and summary.");
    return { parts: [], submission: parsed.data, note: `submitted, fixed: ${parsed.data.fixed}` };
  },
};
