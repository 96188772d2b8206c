import { encode } from "uqr";

/** The modules that readers need free on every side (ISO/IEC 18004). */
const quiet = 4;

/** An address as a picture for a camera: dark on light in both themes, as cameras expect. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const { data, size } = encode(value, { border: 0, ecc: "M" });
  const whole = size + 2 * quiet;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${whole} ${whole}`}
      shapeRendering="crispEdges"
      className="size-32 rounded-sm border border-line print:border-0"
    >
      <path fill="#fff" d={`M0 0h${whole}v${whole}H0z`} />
      <path stroke="#000" d={data.map(rowPath).join("")} />
    </svg>
  );
}

/** Each run of dark modules as a line one module thick. */
function rowPath(row: readonly boolean[], y: number): string {
  const text = row.map((isDark) => (isDark ? "1" : "0")).join("");
  return [...text.matchAll(/1+/g)]
    .map((run) => `M${run.index + quiet} ${y + quiet + 0.5}h${run[0].length}`)
    .join("");
}
