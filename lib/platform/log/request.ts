import { AsyncLocalStorage } from "node:async_hooks";

/** A server bundles this module several times over; there must be one store all the same. */
const shared = globalThis as { etnaRequest?: AsyncLocalStorage<string> };
shared.etnaRequest ??= new AsyncLocalStorage<string>();
const storage = shared.etnaRequest;

/** Runs `work` on behalf of a request: all that it logs, however deep, carries the id. */
export function withRequest<T>(requestId: string, work: () => T): T {
  return storage.run(requestId, work);
}

/** The id of the request that this runs for; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return storage.getStore();
}

/** The same, for what must have one: outside of a request, a new one each time. */
export function requestId(): string {
  return storage.getStore() ?? crypto.randomUUID();
}
