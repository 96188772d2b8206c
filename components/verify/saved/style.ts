/** The look of a saved page, with the colours of app/tokens.css and the fonts of the machine. */
export const savedStyle = `
:root { color-scheme: light dark;
  --bg: light-dark(oklch(0.994 0.0015 80), oklch(0.172 0.004 60));
  --raised: light-dark(oklch(1 0 0), oklch(0.2 0.004 60));
  --sunken: light-dark(oklch(0.966 0.003 80), oklch(0.142 0.004 60));
  --fg: light-dark(oklch(0.215 0.008 60), oklch(0.945 0.004 80));
  --muted: light-dark(oklch(0.435 0.01 65), oklch(0.745 0.008 75));
  --line: light-dark(oklch(0.912 0.004 80), oklch(0.262 0.005 60));
  --ember: light-dark(oklch(0.54 0.165 42), oklch(0.745 0.16 48));
  --verified: light-dark(oklch(0.49 0.118 155), oklch(0.78 0.15 155));
  --danger: light-dark(oklch(0.52 0.19 24), oklch(0.735 0.155 22)); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { margin: 4px 0 8px; font-size: 24px; line-height: 1.25; }
h2 { margin: 36px 0 8px; font-size: 17px; }
p { margin: 8px 0; } .quiet { color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
.verdict { margin: 20px 0; padding: 20px; border: 1px solid var(--line); border-left: 4px solid var(--tone);
  border-radius: 8px; background: var(--raised); }
.verdict strong { color: var(--tone); font-size: 14px; }
.valid, .private { --tone: var(--verified); } .changed { --tone: var(--ember); }
.invalid, .voided { --tone: var(--danger); }
details { border: 1px solid var(--line); background: var(--raised); } details + details { border-top: 0; }
summary { display: flex; gap: 12px; justify-content: space-between; padding: 8px 12px; font-size: 14px; cursor: pointer; }
summary em { font-style: normal; color: var(--muted); white-space: nowrap; }
details.fails { border-color: var(--danger); } details.fails em { color: var(--danger); font-weight: 600; }
details > div { padding: 0 12px 12px; font-size: 13px; color: var(--muted); }
dl { display: grid; grid-template-columns: minmax(96px, 160px) minmax(0, 1fr); gap: 4px 12px; margin: 0; font-size: 13px; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 8px 0; padding: 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--sunken);
  font: 12.5px/1.55 ui-monospace, monospace; overflow-x: auto; }
ul { margin: 8px 0; padding: 0; list-style: none; } li { padding: 4px 0; } a { color: inherit; }
:focus-visible { outline: 2px solid var(--ember); outline-offset: 2px; }
`;
