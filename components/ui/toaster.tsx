"use client";

import { Check, CircleUserRound, ShieldCheck, Undo2, X } from "lucide-react";
import Link from "next/link";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Button, buttonClass, IconButton } from "./button.tsx";
import { cn } from "./cn.ts";
import { type ToastMessage, toastStore } from "./toast-store.ts";

const noMessages: readonly ToastMessage[] = [];
const shownForMs = 6000;

export function Toaster() {
  const messages = useSyncExternalStore(toastStore.subscribe, toastStore.read, () => noMessages);
  return (
    <Toast.Provider duration={shownForMs} label="Notification">
      {messages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
      <Toast.Viewport className="fixed right-4 bottom-4 z-70 grid w-[calc(100vw-2rem)] max-w-[400px] gap-2 outline-none" />
    </Toast.Provider>
  );
}

function Message({ message }: { message: ToastMessage }) {
  const Icon =
    message.tone === "verified"
      ? ShieldCheck
      : message.tone === "ember"
        ? CircleUserRound
        : message.undo
          ? Undo2
          : Check;
  return (
    <Toast.Root
      onOpenChange={(open) => {
        if (!open) toastStore.dismiss(message.id);
      }}
      className="flex animate-settle items-center gap-3 rounded-lg bg-raised py-2.5 pr-2 pl-3.5 shadow-overlay"
    >
      <Icon
        aria-hidden="true"
        className={cn(
          "text-fg-muted",
          message.tone === "verified" && "text-verified",
          message.tone === "ember" && "text-ember",
        )}
      />
      <div className="min-w-0 flex-1">
        <Toast.Title className="font-medium">{message.title}</Toast.Title>
        {message.text && (
          <Toast.Description className="text-fg-subtle text-xs">{message.text}</Toast.Description>
        )}
      </div>
      {message.link && (
        <Toast.Action asChild altText={message.link.label}>
          <Link href={message.link.href} className={buttonClass({ size: "sm" })}>
            {message.link.label}
          </Link>
        </Toast.Action>
      )}
      {message.undo && (
        <Toast.Action asChild altText="Undo">
          <Button size="sm" onClick={message.undo}>
            Undo
          </Button>
        </Toast.Action>
      )}
      <Toast.Close asChild>
        <IconButton label="Dismiss">
          <X aria-hidden="true" />
        </IconButton>
      </Toast.Close>
    </Toast.Root>
  );
}
