import { randomBytes } from "node:crypto";

interface Canary {
  readonly name: string;
  /** How it may be written: as it is, escaped, in hex, in base64 at any place of a longer text. */
  readonly forms: readonly string[];
}

/** Unguessable values in the places of secrets, and a look for them wherever they must not be. */
export class Canaries {
  readonly #planted: Canary[] = [];

  /** A new value, or one that was made elsewhere, to be looked for from now on. */
  plant(name: string, value: string = randomBytes(24).toString("hex")): string {
    if (value.length < 16) throw new Error(`${name} is too short to be told from chance.`);
    const written = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
    this.#add(name, [...written, ...formsOfBytes(Buffer.from(value))]);
    return value;
  }

  plantBytes(name: string, bytes: Uint8Array): void {
    this.#add(name, formsOfBytes(Buffer.from(bytes)));
  }

  get names(): readonly string[] {
    return this.#planted.map(({ name }) => name);
  }

  /** The names of those that are in a text. */
  in(text: string): readonly string[] {
    const found = this.#planted.filter(({ forms }) => forms.some((form) => text.includes(form)));
    return found.map(({ name }) => name);
  }

  #add(name: string, forms: readonly string[]): void {
    this.#planted.push({ name, forms: [...new Set(forms)] });
  }
}

function formsOfBytes(bytes: Buffer): readonly string[] {
  const hex = bytes.toString("hex");
  const shifted = [0, 1, 2].flatMap((before) => {
    const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // Without what the bytes before and after it have a part in.
    const own = base64.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + bytes.length) * 8) / 6),
    );
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [hex, hex.toUpperCase(), ...shifted];
}
