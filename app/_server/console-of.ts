import { currentPerson } from "./current.ts";

/** Where "Console" leads on public pages; undefined for a visitor. */
export async function consoleOf(): Promise<{ readonly href: string } | undefined> {
  return (await currentPerson()) ? { href: "/welcome" } : undefined;
}
