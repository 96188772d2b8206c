import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";
import { startSampleForge } from "#samples/forge/sample/start.ts";
import { planSampleForge, sampleForgeEnvironment } from "../../bin/ground/sample-forge.ts";

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "sample-plan-"));
});

afterEach(() => rm(data, { recursive: true, force: true }));

const plan = (variables: Record<string, string> = {}, host = "127.0.0.1") =>
  planSampleForge(parseConfig({ ETNA_DATA_DIR: data, ...variables }), host);

describe("the sample forge that npm start brings", () => {
  it("has the same port and secret at every start, kept for their owner alone", async () => {
    const first = await plan();
    expect(first).toMatchObject({ isRunning: false });
    expect(await plan()).toEqual(first);
    for (const name of ["port", "secret"]) {
      const { mode } = await stat(join(data, "sample-forge", name));
      expect(mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(data, "sample-forge"))).mode & 0o777).toBe(0o700);
    const told = parseConfig(sampleForgeEnvironment(first)).sampleForge;
    expect(told).toEqual({ url: `http://127.0.0.1:${first?.port}`, secret: first?.secret });
  });

  it("is not there where others reach Etna, or where it is switched off", async () => {
    expect(await plan({ ETNA_PUBLIC_URL: "https://etna.example.com" })).toBeNull();
    expect(await plan({}, "0.0.0.0")).toBeNull();
    expect(await plan({ ETNA_SAMPLE_FORGE: "off" })).toBeNull();
    expect(parseConfig(sampleForgeEnvironment(null)).sampleForge).toBeNull();
  });

  it("is used, and not started again, where it runs already; its state is its owner's alone", async () => {
    const first = await plan();
    if (first === null) throw new Error("There is none.");
    const server = await startSampleForge(first);
    try {
      expect(await plan()).toEqual({ ...first, isRunning: true });
    } finally {
      await server.close();
    }
    expect((await stat(join(first.folder, "state"))).mode & 0o777).toBe(0o600);
    expect(await plan()).toEqual(first);
  });

  it("is not offered while another program has its port", async () => {
    const first = await plan();
    const other = createServer((_, response) => response.end("Somebody else."));
    await new Promise<void>((resolve) => other.listen(first?.port, "127.0.0.1", resolve));
    try {
      expect(await plan()).toBeNull();
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
    expect(await plan()).toEqual(first);
  });
});
