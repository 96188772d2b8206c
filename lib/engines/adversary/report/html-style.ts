/** The saved page’s own style: the console’s colours and proportions, and a form for paper. */
export const reportStyle = `
:root{color-scheme:light dark;--bg:light-dark(oklch(.994 .0015 80),oklch(.172 .004 60));--raised:light-dark(#fff,oklch(.2 .004 60));--sunken:light-dark(oklch(.966 .003 80),oklch(.142 .004 60));--fg:light-dark(oklch(.215 .008 60),oklch(.945 .004 80));--muted:light-dark(oklch(.435 .01 65),oklch(.745 .008 75));--line:light-dark(oklch(.912 .004 80),oklch(.262 .005 60));--ink:light-dark(oklch(.255 .008 60),oklch(.935 .004 80));--bar:light-dark(oklch(.8 .006 80),oklch(.42 .006 60));--danger:light-dark(oklch(.52 .19 24),oklch(.735 .155 22));--danger-wash:light-dark(oklch(.974 .013 20),oklch(.214 .028 22))}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:13px/20px ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1000px;margin:0 auto;padding:32px 16px}
h1{font-size:20px;line-height:28px;margin:4px 0}h2{font-size:13px;margin:0}h3{font-size:13px;margin:0;display:inline}
p{margin:0}.meta{color:var(--muted);font-size:12px;line-height:18px;overflow-wrap:anywhere}.meta span+span::before{content:" · "}
code,pre,.mono{font-family:ui-monospace,Menlo,monospace;font-size:12px}
section{margin-top:24px;background:var(--raised);border:1px solid var(--line);border-radius:8px;overflow:hidden}
section>h2,section>header{padding:12px 16px;border-bottom:1px solid var(--line)}
ul{list-style:none;margin:0;padding:0}li{display:grid;grid-template-columns:16px minmax(140px,1fr) 3fr auto;gap:8px;padding:8px 16px}li+li{border-top:1px solid var(--line)}
li span:nth-child(3){color:var(--muted)}.bad{color:var(--danger)}
table{width:100%;border-collapse:collapse}th,td{padding:8px 16px;text-align:left;font-weight:400;border-top:1px solid var(--line)}thead th{border-top:0;color:var(--muted);font-size:12px}.r{text-align:right;white-space:nowrap}.why{white-space:normal;color:var(--muted)}.over .state{color:var(--danger)}
.plot{position:relative;height:16px;min-width:160px}.plot i{position:absolute;display:block}
.plot .share{left:0;top:4px;height:8px;background:var(--bar)}.over .plot .share{background:var(--danger);opacity:.35}
.plot .whisker{top:7.5px;height:1px;background:var(--ink)}.plot .whisker::before,.plot .whisker::after{content:"";position:absolute;top:-3px;height:7px;width:1px;background:var(--ink)}.plot .whisker::after{right:0}
.plot .budget{top:-8px;bottom:-8px;border-left:1px dashed var(--muted)}
.hole .plot{background:repeating-linear-gradient(135deg,transparent 0 6px,var(--line) 6px 7px)}
article{padding:12px 16px}article+article{border-top:1px solid var(--line)}
pre{margin:8px 0;padding:8px 12px;background:var(--sunken);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:var(--danger-wash);color:var(--danger)}
@media(max-width:640px){li{grid-template-columns:16px 1fr auto}li span:nth-child(3){grid-column:2/-1;grid-row:2}thead,.plotted{display:none}tr{display:block;border-top:1px solid var(--line);padding:8px 16px}th,td{display:inline-block;padding:0 16px 0 0;border:0;text-align:left}tr>th,tr>.why{display:block}.r{white-space:normal;text-align:left}}
@media print{:root{color-scheme:light}body{background:#fff}main{padding:0;max-width:none}section{break-inside:avoid}}
`;
