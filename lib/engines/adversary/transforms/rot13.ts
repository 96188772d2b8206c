import type { Transform } from "./transform.ts";
import { everywhere, maxEncoded, withRequest } from "./words.ts";

export const rot13: Transform = {
  id: "rot13",
  title: "ROT13",
  about: "Moves each Latin letter by thirteen places and asks the agent to move it back.",
  needs: [],
  channels: everywhere,
  maxLength: maxEncoded,
  apply: (input) => ({
    payload: withRequest(input, "Undo the ROT13 of this text.", moved(input.payload)),
  }),
};

function moved(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter >= "a" ? 97 : 65;
    return String.fromCharCode(base + ((letter.charCodeAt(0) - base + 13) % 26));
  });
}
