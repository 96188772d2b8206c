import { payloadPlace } from "../seed/payload-place.ts";
import type { Seed } from "../seed/schema.ts";
import { transforms } from "./list.ts";
import type { Transform } from "./transform.ts";

/** The transforms that a seed’s payload can go through, by where it stands and how long it is. */
export function fittingTransforms(seed: Seed): readonly Transform[] {
  const place = payloadPlace(seed);
  const length = seed.payload?.length ?? 0;
  if (place === null) return [];
  return transforms.filter(
    ({ channels, maxLength, fits }) =>
      channels.includes(place.channel) && length <= maxLength && (fits?.(seed) ?? true),
  );
}
