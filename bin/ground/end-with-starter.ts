/**
 * Ends this process in order once the one that started it is gone. Whoever is killed with -9 ends
 * nobody; but the channel between the two closes. Without a channel, as by hand, nothing happens.
 */
export function endWithStarter(): void {
  if (!process.connected) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // To listen must not keep alive a process that is done.
  process.channel?.unref();
}
