import { statfs } from "node:fs/promises";
import { root } from "../ground/paths.ts";
import { answer, type Check } from "./check.ts";

const gibibyte = 1024 ** 3;

export const diskCheck: Check = {
  name: "Disk",
  async run() {
    const { bavail, bsize } = await statfs(root);
    const free = (bavail * bsize) / gibibyte;
    const text = `${free.toFixed(1)} GiB free`;
    if (free < 0.5) return [answer("problem", `${text}: the database will soon refuse to write.`)];
    if (free < 3) return [answer("warning", `${text}: a build alone takes about 1 GiB.`)];
    return [answer("fine", text)];
  },
};
