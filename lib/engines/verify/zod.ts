import { z } from "zod";

// zod compiles its schemas with `new Function`, which the pages' Content-Security-Policy forbids and
// reports. This runs before any schema of this room is made.
if ("document" in globalThis) z.config({ jitless: true });

export { z };
