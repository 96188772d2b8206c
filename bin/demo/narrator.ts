import colors from "picocolors";
import { seconds } from "../ground/report.ts";

const isTerminal = process.stdout.isTTY === true && process.env.TERM !== "dumb";

export const paint = colors.createColors(isTerminal && !process.env.NO_COLOR);

/** The story goes to standard output; diagnostics alone go to standard error. */
export function tell(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** A line that belongs to the step above it. */
export function detail(...lines: readonly string[]): void {
  tell(...lines.map((line) => (line === "" ? "" : `   ${line}`)));
}

let count = 0;

/** Runs one numbered step of the story and says how long it took. */
export async function chapter<T>(title: string, work: () => Promise<T>): Promise<T> {
  count++;
  const head = `${paint.dim(String(count))}  ${paint.bold(title)}`;
  const startedAt = performance.now();
  tell("");
  if (isTerminal) process.stdout.write(`${head} …`);
  try {
    const result = await work();
    const time = paint.dim(seconds(performance.now() - startedAt));
    tell(`${isTerminal ? "\r\u001b[2K" : ""}${head}  ${time}`);
    return result;
  } catch (error) {
    tell(isTerminal ? "" : head);
    throw error;
  }
}
