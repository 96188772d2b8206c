import { spawnSync } from "node:child_process";
import { type Answer, answer, type Check } from "./check.ts";

export const programsCheck: Check = {
  name: "Programs",
  run: () => Promise.resolve([node(), git()]),
};

function node(): Answer {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const text = `Node.js ${process.versions.node}`;
  return major >= 24
    ? answer("fine", text)
    : answer("warning", `${text}: Etna is tested with 24, which comes with the packages (npm ci).`);
}

function git(): Answer {
  const { stdout, status } = spawnSync("git", ["--version"], { encoding: "utf8" });
  return status === 0
    ? answer("fine", stdout.trim())
    : answer("problem", "git is not on the PATH. Install it: Etna works on git repositories.");
}
