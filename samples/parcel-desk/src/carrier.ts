const base = process.env.CARRIER_URL ?? "https://carrier.example/api";
const carrierToken = "@@SAMPLE_SECRET@@";

/** Tries three times; the pause grows and is never quite the same. */
export async function announce(code: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const response = await fetch(`${base}/parcels/${encodeURIComponent(code)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${carrierToken}` },
    });
    if (response.ok) return;
    const jitterMs = Math.random() * 100;
    await new Promise((resume) => setTimeout(resume, 200 * 2 ** attempt + jitterMs));
  }
  throw new Error(`The carrier did not take parcel ${code}`);
}
