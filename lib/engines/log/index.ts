export { addCheckpointBody, readWitnessSize } from "./add-checkpoint.ts";
export { cosign } from "./cosignature.ts";
export { readEntryBundle, writeEntryBundle } from "./entry-bundle.ts";
export {
  followLog,
  type LogCheck,
  type LogReport,
  type Remembered,
} from "./follow-log.ts";
export {
  type Note,
  type NoteSignature,
  readNote,
  readSignatureLines,
  writeNote,
  writeSignatureLine,
} from "./note.ts";
export type { LogSource } from "./read-tree.ts";
export {
  readTilePath,
  type TileAddress,
  tileHeight,
  tilePath,
  tilesOf,
  tileWidth,
} from "./tile-path.ts";
export {
  readTreeHead,
  type SignedTreeHead,
  signatureBy,
  signTreeHead,
  type TreeHead,
} from "./tree-head.ts";
export {
  noteKeyId,
  noteKeyTypes,
  readVerifierKey,
  type VerifierKey,
  writeVerifierKey,
} from "./verifier-key.ts";
