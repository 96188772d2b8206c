import { existsSync } from "node:fs";
import { startProcess } from "#bin/etna/start-process.ts";

// Starts a program and says so as soon as it has written its child’s id into the last argument’s file.
const command = process.argv.slice(2);
const { ended } = startProcess(command, {});
const watch = setInterval(() => {
  if (!existsSync(command.at(-1) ?? "")) return;
  process.stdout.write("started\n");
  clearInterval(watch);
}, 20);
await ended;
