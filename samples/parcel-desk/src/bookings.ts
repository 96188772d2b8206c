import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

interface Rate {
  zone: string;
  perKilo: number;
}

export interface Booking {
  code: string;
  clerk: string;
  price: number;
  pickupToken: string;
}

const rates: Rate[] = JSON.parse(
  readFileSync(new URL("../data/rates.json", import.meta.url), "utf8"),
);
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

export const bookings = new Map<string, Booking>();

export function book(order: Record<string, unknown>, clerk: string): Booking {
  const rate = rates.find((each) => each.zone === order.zone);
  if (rate === undefined) throw new Error(`No rate for zone ${order.zone}`);
  const price = Math.ceil(rate.perKilo * Number(order.kilos) * 100) / 100;
  const code = trackingCode(`${clerk}:${bookings.size}`);
  const booking = { code, clerk, price, pickupToken: newPickupToken() };
  bookings.set(code, booking);
  return booking;
}

/** Printed on the label; the receiver's neighbour needs it to collect the parcel. */
function newPickupToken(): string {
  let token = "";
  for (let i = 0; i < 8; i++) {
    token += letters[Math.floor(Math.random() * letters.length)];
  }
  return token;
}

function trackingCode(seed: string): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, 12).toUpperCase();
}
