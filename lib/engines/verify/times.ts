import { AppError } from "#lib/base/index.ts";
import { z } from "./zod.ts";

/** A moment in UTC to the second, such as `2026-03-03T09:20:44Z`. */
export function isoSeconds(date: Date): string {
  if (!Number.isFinite(date.getTime())) throw new AppError("invalid_input", "This is no date.");
  return `${date.toISOString().slice(0, 19)}Z`;
}

export const isoSecondsSchema = z.iso.datetime({ precision: 0 });
export const isoTimeSchema = z.iso.datetime();

/** Whole seconds since 1970, rounded down. */
export function unixSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
