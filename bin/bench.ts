// npm run bench -- NAME [--json]. What is measured lives in bench/, which product code never imports.
import { runScript } from "./ground/child.ts";
import { root } from "./ground/paths.ts";

process.chdir(root);
process.exitCode = await runScript("bench/index.ts", process.argv.slice(2));
