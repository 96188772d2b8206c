import { describe, expect, it } from "vitest";
import { deviceName } from "#lib/services/identity/index.ts";

const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

describe("a device", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, "Chrome on Windows"],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`, "Edge on Windows"],
    [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} OPR/120.0.0.0`, "Opera on Linux"],
    [`Mozilla/5.0 (Linux; Android 10; K) ${chrome}`, "Chrome on Android"],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome}`, "Chrome on ChromeOS"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
      "Safari on a Mac",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
      "Chrome on an iPhone",
    ],
    ["curl/8.0", "An unknown browser"],
    ["Something (Windows NT 10.0)", "A browser on Windows"],
    ["Mozilla/5.0 Firefox/140.0", "Firefox"],
    ["", "An unknown browser"],
    [null, "An unknown browser"],
  ])("that calls itself %j is %j", (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it("cannot put words of its own on the page", () => {
    const named = deviceName("<b>Firefox/1 Your session was stolen, call 555</b> Windows");
    expect(named).toBe("Firefox on Windows");
  });
});
