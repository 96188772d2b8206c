import { describe, expect, it } from "vitest";
import { quietHours, quietUntil } from "#lib/services/organizations/index.ts";

const night = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
const until = (hours: typeof night, at: string) =>
  quietUntil(hours, new Date(at))?.toISOString() ?? null;

describe("quiet hours", () => {
  it("span midnight, by the clock of their time zone", () => {
    expect(until(night, "2026-11-23T20:59:59Z")).toBeNull();
    expect(until(night, "2026-11-23T21:00:00Z")).toBe("2026-11-24T06:00:00.000Z");
    expect(until(night, "2026-11-24T05:59:30Z")).toBe("2026-11-24T06:00:00.000Z");
    expect(until(night, "2026-11-24T06:00:00Z")).toBeNull();
  });

  it("end at the clock's time also in the night that has an hour more or less", () => {
    expect(until(night, "2026-03-28T22:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
    expect(until(night, "2026-10-24T21:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
  });

  it("may lie within one day", () => {
    const noon = { from: "12:00", to: "13:30", timeZone: "UTC" };
    expect(until(noon, "2026-11-23T12:00:00Z")).toBe("2026-11-23T13:30:00.000Z");
    expect(until(noon, "2026-11-23T13:30:00Z")).toBeNull();
  });

  it("are refused in words where they cannot be kept", () => {
    for (const wrong of [
      { ...night, from: "24:00" },
      { ...night, to: "7:00" },
      { ...night, timeZone: "Europe/Atlantis" },
      { ...night, to: night.from },
    ]) {
      expect(quietHours.safeParse(wrong).success).toBe(false);
    }
    expect(quietHours.parse(night)).toEqual(night);
  });
});
