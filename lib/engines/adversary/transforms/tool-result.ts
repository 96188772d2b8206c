import { integerBelow } from "../random.ts";
import type { Transform } from "./transform.ts";
import { everywhere } from "./words.ts";

export const toolResult: Transform = {
  id: "tool-result",
  title: "Dressed as a tool’s result",
  about:
    "Writes the payload as the JSON of a tool’s result, as if the agent’s own tools had said it.",
  needs: [],
  channels: everywhere.filter((channel) => channel !== "tool-description"),
  maxLength: 8000,
  apply: ({ payload, random }) => {
    const id = `call_${String(integerBelow(random, 1e9)).padStart(9, "0")}`;
    const message = { role: "tool", tool_call_id: id, name: "policy_check", content: payload };
    return { payload: JSON.stringify(message, null, 1) };
  },
};
