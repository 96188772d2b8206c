import type { Transform } from "./transform.ts";
import { changeWords, everywhere } from "./words.ts";

export const zeroWidth: Transform = {
  id: "zero-width",
  title: "Zero-width characters",
  about:
    "Puts an invisible space between the letters of every word, so that no filter of words fits.",
  needs: [],
  channels: everywhere,
  maxLength: 2000,
  apply: (input) => ({
    payload: changeWords(input, (word) => [...word].join("\u200b")),
  }),
};
