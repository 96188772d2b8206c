// Measures both verifiers in a process that has loaded nothing else, as `etna verify` is one: what the
// other measures need slows down whatever awaits. One line of JSON on standard output.
import { measureVerifiers } from "./verifiers.ts";

process.stdout.write(JSON.stringify(await measureVerifiers()));
