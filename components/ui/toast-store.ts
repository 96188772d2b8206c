export interface ToastMessage {
  id: number;
  title: string;
  text?: string | undefined;
  /** Ember only when a person is needed, verified only when a signature was checked. */
  tone: "plain" | "verified" | "ember";
  link?: { href: string; label: string } | undefined;
  undo?: (() => void) | undefined;
}

let messages: readonly ToastMessage[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly ToastMessage[]) {
  messages = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: () => messages,
  dismiss: (id: number) => publish(messages.filter((message) => message.id !== id)),
};

/** Says what happened elsewhere. Never the only place that an error is shown. */
export function toast(title: string, more: Partial<Omit<ToastMessage, "id" | "title">> = {}) {
  lastId += 1;
  publish([...messages.slice(-3), { id: lastId, title, tone: "plain", ...more }]);
}
