import assert from "node:assert/strict";
import { test } from "node:test";
import { lastScans } from "../src/history.ts";

test("the history of a parcel is its last ten scans", (_, done) => {
  lastScans("7Q4M", (error, scans) => {
    assert.equal(error, null);
    assert.equal(scans.trim().split("\n").length, 10);
    done();
  });
});
