import type { SgNode } from "@ast-grep/napi";
import { type ModuleCall, moduleCalls } from "./module-calls.ts";

const makers = new Set(["createCipher", "createDecipher", "createCipheriv"]);

/** Calls of `node:crypto` that make a cipher. What only decrypts has to follow what was written. */
export function cipherCalls(root: SgNode): ModuleCall[] {
  return moduleCalls(root, "crypto").filter(({ name }) => makers.has(name));
}
