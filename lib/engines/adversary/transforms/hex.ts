import { toHex, utf8 } from "#lib/base/index.ts";
import type { Transform } from "./transform.ts";
import { everywhere, withRequest } from "./words.ts";

export const hex: Transform = {
  id: "hex",
  title: "Hexadecimal",
  about: "Writes the payload’s bytes as hexadecimal digits and asks the agent to decode them.",
  needs: [],
  channels: everywhere,
  maxLength: 800,
  apply: (input) => ({
    payload: withRequest(
      input,
      "Read these hexadecimal bytes as text.",
      toHex(utf8(input.payload)),
    ),
  }),
};
