import { createPublicKey, randomInt } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { BareRepository } from "../bare-repository.ts";
import { FakeForge } from "../forge.ts";
import type { GithubApp, GithubWorld } from "../github/world.ts";
import { emptyState, type ForgeState } from "../state.ts";
import type { Newcomers } from "./newcomers.ts";

/** All that is not in git. One graph: whoever is the same person before is the same one after. */
interface Kept {
  readonly state: ForgeState;
  readonly apps: readonly Omit<GithubApp, "publicKey">[];
  readonly verified: ReadonlySet<string>;
  readonly newcomers: Newcomers;
}

export interface Store {
  readonly forge: FakeForge;
  readonly newcomers: Newcomers;
  /** Hands the world what it knew. */
  revive(world: GithubWorld): void;
  /** Writes what the forge remembers, whole or not at all. */
  save(world: GithubWorld): void;
}

/** The forge that stays in a folder, in the format that V8 promises to read later too. */
export function openStore(folder: string): Store {
  const file = join(folder, "state");
  const kept: Kept = existsSync(file)
    ? deserialize(readFileSync(file))
    : { state: freshState(), apps: [], verified: new Set(), newcomers: emptyNewcomers() };
  const forge = FakeForge.open(join(folder, "repositories"), kept.state);
  for (const repository of kept.state.repositories.values()) {
    // The folder may have moved since.
    Object.assign(repository, { git: BareRepository.open(forge.gitDir(repository.id)) });
  }
  return {
    forge,
    newcomers: kept.newcomers,
    revive(world) {
      for (const sha of kept.verified) world.verified.add(sha);
      for (const app of kept.apps) {
        // The very objects of the one graph, each with its key opened again.
        const publicKey = createPublicKey(app.privateKey);
        world.apps.set(app.id, Object.assign(app, { publicKey }));
      }
    },
    save(world) {
      const { verified } = world;
      const apps = [...world.apps.values()].map(({ publicKey, ...app }) => app);
      const all: Kept = { state: forge.state, apps, verified, newcomers: kept.newcomers };
      // App keys and tokens are in it.
      writeFileSync(`${file}.new`, serialize(all), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** Nobody of a forge that was thrown away is taken for somebody of the next one. */
function freshState(): ForgeState {
  const state = emptyState();
  state.nextId += randomInt(1_000_000_000);
  return state;
}

function emptyNewcomers(): Newcomers {
  return { people: new Map(), homes: new Map() };
}
