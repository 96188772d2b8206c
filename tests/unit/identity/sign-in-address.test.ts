import { describe, expect, it } from "vitest";
import { signInAddress } from "#lib/services/identity/sign-in-address.ts";

describe("where a link may be sent", () => {
  it.each([
    ["Ana@Example.test ", "ana@example.test"],
    ["owner@localhost", "owner@localhost"],
  ])("%j is %s", (typed, address) => {
    expect(signInAddress.parse(typed)).toBe(address);
  });

  it.each([
    "owner",
    "@localhost",
    "owner@localhost, eve@example.test",
    "owner@localhost\r\nBcc: eve@example.test",
    "owner@localhost.",
    "owner@intranet",
    `${"a".repeat(65)}@localhost`,
  ])("%j is no address", (typed) => {
    expect(signInAddress.safeParse(typed).success).toBe(false);
  });
});
