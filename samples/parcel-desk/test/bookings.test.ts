import assert from "node:assert/strict";
import { test } from "node:test";
import { book } from "../src/bookings.ts";

test("a parcel is priced by zone and weight", () => {
  assert.equal(book({ zone: "near", kilos: 2 }, "ada").price, 4.8);
});

test("two parcels never share a tracking code", () => {
  const sessionId = Math.random().toString(36).slice(2);
  const first = book({ zone: "home", kilos: 1 }, sessionId);
  const second = book({ zone: "home", kilos: 1 }, sessionId);
  assert.notEqual(first.code, second.code);
});
