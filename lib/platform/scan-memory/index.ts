export { commandCacheFolder, openScanMemory, type SavedMemory } from "./open-scan-memory.ts";
