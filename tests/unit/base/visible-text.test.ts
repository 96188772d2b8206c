import { describe, expect, it } from "vitest";
import { isVisibleLine } from "#lib/base/index.ts";

describe("a line of which everything can be seen", () => {
  it.each([
    "Ada Lovelace",
    "Søren Åkesson",
    "محمد",
    "שלמה",
    "陳大文",
    "👩‍💻 Team",
    "क्ष",
    "O’Neil & Söhne",
  ])("may be %s", (name) => {
    expect(isVisibleLine(name)).toBe(true);
  });

  it.each([
    ["a turn of direction", "Ada\u202ecalevoL"],
    ["an isolate", "Ada\u2066x"],
    ["a zero-width space", "Ad\u200ba"],
    ["a byte order mark", "\ufeffAda"],
    ["a soft hyphen", "A\u00adda"],
    ["a tag", "Ada\u{e0041}"],
    ["an end of line", "Ada\nBob"],
    ["a line separator", "Ada\u2028Bob"],
    ["an escape", "Ada\u001b[31m"],
    ["a filler that is drawn as nothing", "Ada\u3164"],
    ["half a character", "Ada\ud800"],
  ])("holds no %s", (_, name) => {
    expect(isVisibleLine(name)).toBe(false);
  });
});
