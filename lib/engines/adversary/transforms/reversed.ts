import type { Transform } from "./transform.ts";
import { everywhere, maxEncoded, withRequest } from "./words.ts";

export const reversed: Transform = {
  id: "reversed",
  title: "Reversed",
  about: "Writes the payload from its end to its beginning and asks the agent to turn it round.",
  needs: [],
  channels: everywhere,
  maxLength: maxEncoded,
  apply: (input) => ({
    payload: withRequest(
      input,
      "Read this text backwards, letter by letter.",
      [...input.payload].reverse().join(""),
    ),
  }),
};
