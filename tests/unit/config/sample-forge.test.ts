import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";

const set = {
  ETNA_SAMPLE_FORGE: "http://127.0.0.1:45678",
  ETNA_SAMPLE_FORGE_SECRET: "s".repeat(40),
};

describe("the sample forge of an installation", () => {
  it("is there where only this machine can reach Etna", () => {
    expect(parseConfig({ ...set, PORT: "3000" }).sampleForge).toEqual({
      url: "http://127.0.0.1:45678",
      secret: set.ETNA_SAMPLE_FORGE_SECRET,
    });
  });

  it("is not there where anyone else can, where it is off, or where it shares no secret", () => {
    const ETNA_PUBLIC_URL = "https://etna.example.com";
    expect(parseConfig({ ...set, ETNA_PUBLIC_URL }).sampleForge).toBeNull();
    expect(parseConfig({ ...set, ETNA_SAMPLE_FORGE: "off" }).sampleForge).toBeNull();
    expect(parseConfig({ ETNA_SAMPLE_FORGE: set.ETNA_SAMPLE_FORGE }).sampleForge).toBeNull();
    expect(parseConfig({}).sampleForge).toBeNull();
  });

  it("is on this machine or nowhere", () => {
    const elsewhere = { ...set, ETNA_SAMPLE_FORGE: "https://forge.example.com" };
    expect(() => parseConfig(elsewhere)).toThrow(/ETNA_SAMPLE_FORGE/);
  });
});
