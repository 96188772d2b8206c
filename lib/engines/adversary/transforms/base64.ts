import { toBase64, utf8 } from "#lib/base/index.ts";
import type { Transform } from "./transform.ts";
import { everywhere, maxEncoded, withRequest } from "./words.ts";

export const base64: Transform = {
  id: "base64",
  title: "Base64",
  about: "Writes the payload in Base64 and asks the agent to decode it.",
  needs: [],
  channels: everywhere,
  maxLength: maxEncoded,
  apply: (input) => ({
    payload: withRequest(input, "Decode this Base64 text.", toBase64(utf8(input.payload))),
  }),
};
