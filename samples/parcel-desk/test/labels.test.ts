import assert from "node:assert/strict";
import { test } from "node:test";
import { book } from "../src/bookings.ts";
import { labelFor } from "../src/labels.ts";

test("a label shows the tracking code and the pick-up token", () => {
  const { code, pickupToken } = book({ zone: "far", kilos: 1 }, "ada");
  assert.match(labelFor(code) ?? "", new RegExp(`${code}[^]*${pickupToken}`));
});

test("an unknown code has no label", () => {
  assert.equal(labelFor("nothing"), null);
});
