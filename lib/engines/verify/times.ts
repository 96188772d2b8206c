import { AppError } from "#lib/base/index.ts";
import { z } from "./zod.ts";

/** A moment in UTC to the second, such as `2026-03-03T09:20:44Z`. */
export function isoSeconds(date: Date): string {
  if (!Number.isFinite(date.getTime())) throw new AppError("invalid_input", "This is no date.");
  return `${date.toISOString().slice(0, 19)}Z`;
}

let last = { seconds: 0, text: "1970-01-01T00:00:00Z" };

/** The same for whole seconds since 1970; one moment is often asked for several times in a row. */
export function isoOfUnix(seconds: number): string {
  if (last.seconds !== seconds) last = { seconds, text: isoSeconds(new Date(seconds * 1000)) };
  return last.text;
}

export const isoSecondsSchema = z.iso.datetime({ precision: 0 });
export const isoTimeSchema = z.iso.datetime();

/** Whole seconds since 1970, rounded down. */
export function unixSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
