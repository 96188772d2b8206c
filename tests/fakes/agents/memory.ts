import type { Flaws } from "./flaws.ts";

interface Said {
  readonly person: string;
  readonly session: string;
  readonly text: string;
}

/** What was said to the agent on one account: by whom, and in which session. */
class AccountMemory {
  readonly #said: Said[] = [];

  saidIn(session: string): readonly string[] {
    return this.#said.filter((each) => each.session === session).map(({ text }) => text);
  }

  remembered(person: string, session: string, isShared: boolean): readonly string[] {
    return this.#said
      .filter((each) => each.session !== session && (isShared || each.person === person))
      .map(({ text }) => text);
  }

  note(person: string, session: string, text: string): void {
    this.#said.push({ person, session, text });
  }
}

const mostAccounts = 200;

/** The accounts that were used last; what is older is forgotten. */
export class MemoryOfAccounts {
  readonly #accounts = new Map<string, AccountMemory>();

  of(name: string): AccountMemory {
    if (name === "") return new AccountMemory();
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size >= mostAccounts && oldest !== undefined) this.#accounts.delete(oldest);
    const made = new AccountMemory();
    this.#accounts.set(name, made);
    return made;
  }
}

export function isTenantShared(flaws: Flaws): boolean {
  return flaws.has("shares-memory");
}
